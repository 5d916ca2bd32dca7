// What theory says of a comparison as tables of text: what command line and page show alike.
import type { AuditForecast } from '../../../protocol/audit';
import type { TheoryAnalysis, TheoryBound, TheoryRow } from '../../../protocol/theory';
import type { AuditTable } from '../audit/auditTables';
import { betaText } from '../audit/auditNames';
import { formatCount, formatPoints, formatPointsInterval, noValue } from '../numbers';
import type { Column } from '../textTable';
import { estimate } from '../tokensText';
import { premiseWords, shownRows, theoryBoundName, theoryRowTitle } from './theoryNames';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

/** Those that have something to show. */
export function theoryTables(analysis: TheoryAnalysis): AuditTable[] {
  const rows = shownRows(analysis);
  return [
    driftTable(rows),
    ...(rows.some(({ bounds }) => bounds.length > 0) ? [boundsTable(rows)] : []),
    ...(rows.some(({ kl }) => kl !== null) ? [klTable(rows)] : []),
  ];
}

function driftTable(rows: readonly TheoryRow[]): AuditTable {
  return {
    caption: 'Change of the share handled well, tuned − base, percentage points',
    columns: [
      left('Prompts'),
      right('n'),
      right('Observed [95% CI]'),
      right('Forecast at the run’s β'),
      right('Forecast at equal KL'),
      right('Prompts audited'),
      right('Tightest bound ±'),
    ],
    rows: rows.map((row) => [
      theoryRowTitle(row),
      formatCount(row.observed?.n ?? 0),
      row.observed === null
        ? noValue
        : `${formatPoints(row.observed.value)} ${formatPointsInterval(row.observed)}`,
      row.forecast?.constantReward === true
        ? '0 (constant reward)'
        : forecastCell(row.forecast?.atBeta ?? null),
      row.forecast?.constantReward === true
        ? '0 (constant reward)'
        : forecastCell(row.forecast?.atKl ?? null),
      row.forecast === null
        ? noValue
        : `${formatCount(row.forecast.prompts)} of ${formatCount(row.forecast.of)}`,
      row.bounds[0] === undefined ? noValue : size(row.bounds[0].value),
    ]),
  };
}

function forecastCell(forecast: AuditForecast | null): string {
  if (forecast === null) return noValue;
  if (!forecast.trusted) return `cannot be told (β ${betaText(forecast.beta)})`;
  return `${formatPoints(forecast.drift.value)} ${formatPointsInterval(forecast.drift)} (β ${betaText(forecast.beta)})`;
}

function boundsTable(rows: readonly TheoryRow[]): AuditTable {
  return {
    caption: 'Bounds on that change, percentage points either way, the tightest first',
    columns: [
      left('Prompts'),
      left('Bound'),
      right('±'),
      right('At the ends of the KL’s 95% CI'),
      left('It'),
    ],
    rows: rows.flatMap((row) => row.bounds.map((bound) => boundCells(row, bound))),
  };
}

function boundCells(row: TheoryRow, bound: TheoryBound): string[] {
  return [
    theoryRowTitle(row),
    theoryBoundName(bound),
    size(bound.value),
    bound.interval === null ? noValue : `[${size(bound.interval.low)}, ${size(bound.interval.high)}]`,
    premiseWords[bound.premise],
  ];
}

function klTable(rows: readonly TheoryRow[]): AuditTable {
  return {
    caption: 'Measured KL(tuned ‖ base) of whole answers, nats, with 95% intervals over prompts',
    columns: [left('Prompts'), right('Exact per token'), right('k1'), right('k3')],
    rows: rows.map((row) => [
      theoryRowTitle(row),
      ...(row.kl === null
        ? [noValue, noValue, noValue]
        : [estimate(row.kl.exact), estimate(row.kl.k1), estimate(row.kl.k3)]),
    ]),
  };
}

/** Percentage points without a sign. */
function size(share: number): string {
  return (100 * share).toFixed(1);
}
