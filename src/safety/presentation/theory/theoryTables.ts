// What theory says of a comparison as tables of text: what command line and page show alike.
import type { AuditForecast } from '../../../protocol/audit';
import type { TheoryAnalysis, TheoryBound, TheoryRow } from '../../../protocol/theory';
import { betaText } from '../audit/auditNames';
import { csvInterval } from '../figures/csvTable';
import { formatCount, formatPoints, formatPointsInterval, noValue } from '../numbers';
import { figure, left, right, type DataTable, type TableCell, type TableContent } from '../tables/dataTable';
import { estimate } from '../tokensText';
import { premiseWords, shownRows, theoryBoundName, theoryRowTitle } from './theoryNames';

const nothing = figure(noValue, null);
const interval = ['', 'low', 'high'] as const;

/** Those that have something to show. */
export function theoryTables(analysis: TheoryAnalysis): DataTable[] {
  const rows = shownRows(analysis);
  return [
    driftTable(rows),
    ...(rows.some(({ bounds }) => bounds.length > 0) ? [boundsTable(rows)] : []),
    ...(rows.some(({ kl }) => kl !== null) ? [klTable(rows)] : []),
  ];
}

function driftTable(rows: readonly TheoryRow[]): DataTable {
  return {
    id: 'theory-drift',
    caption: 'Change of the share handled well, tuned − base, percentage points',
    columns: [
      left('Prompts'),
      right('n'),
      right('Observed [95% CI]', { values: interval }),
      right('Forecast at the run’s β', { values: [...interval, 'β', 'told'] }),
      right('Forecast at equal KL', { values: [...interval, 'β', 'told'] }),
      right('Prompts audited', { values: ['', 'of'] }),
      right('Tightest bound ±'),
    ],
    rows: rows.map((row) => [
      theoryRowTitle(row),
      figure(formatCount(row.observed?.n ?? 0), row.observed?.n ?? 0),
      row.observed === null
        ? nothing
        : figure(
            `${formatPoints(row.observed.value)} ${formatPointsInterval(row.observed)}`,
            ...csvInterval(row.observed),
          ),
      row.forecast?.constantReward === true ? constantReward : forecastCell(row.forecast?.atBeta ?? null),
      row.forecast?.constantReward === true ? constantReward : forecastCell(row.forecast?.atKl ?? null),
      row.forecast === null
        ? nothing
        : figure(
            `${formatCount(row.forecast.prompts)} of ${formatCount(row.forecast.of)}`,
            row.forecast.prompts,
            row.forecast.of,
          ),
      row.bounds[0] === undefined ? nothing : size(row.bounds[0].value),
    ]),
  };
}

const constantReward = figure('0 (constant reward)', 0, 0, 0, null, true);

/** What cannot be told is not to be sorted by, or taken for a number. */
function forecastCell(forecast: AuditForecast | null): TableCell {
  if (forecast === null) return nothing;
  const { drift, beta, trusted } = forecast;
  if (!trusted) return figure(`cannot be told (β ${betaText(beta)})`, null, null, null, beta, false);
  const text = `${formatPoints(drift.value)} ${formatPointsInterval(drift)} (β ${betaText(beta)})`;
  return figure(text, ...csvInterval(drift), beta, true);
}

function boundsTable(rows: readonly TheoryRow[]): DataTable {
  return {
    id: 'theory-bounds',
    caption: 'Bounds on that change, percentage points either way',
    columns: [
      left('Prompts'),
      left('Bound'),
      right('±'),
      right('At the ends of the KL’s 95% CI', { values: ['low', 'high'] }),
      left('Holds for'),
    ],
    rows: [
      ...rows.flatMap((row) =>
        row.bounds
          .filter(({ premise }) => premise === 'anyPolicy')
          .map((bound) => boundCells(theoryRowTitle(row), bound)),
      ),
      // β and R are those of the run, whatever the row.
      ...(rows[0]?.bounds ?? [])
        .filter(({ premise }) => premise === 'optimum')
        .map((bound) => boundCells('Each of these', bound)),
    ],
  };
}

function boundCells(prompts: string, bound: TheoryBound): TableContent[] {
  return [
    prompts,
    theoryBoundName(bound),
    size(bound.value),
    bound.interval === null
      ? nothing
      : figure(
          `[${points(bound.interval.low)}, ${points(bound.interval.high)}]`,
          bound.interval.low,
          bound.interval.high,
        ),
    premiseWords[bound.premise],
  ];
}

function klTable(rows: readonly TheoryRow[]): DataTable {
  return {
    id: 'theory-kl',
    caption: 'Measured KL(tuned ‖ base) of whole answers, nats, with 95% intervals over prompts',
    columns: [
      left('Prompts'),
      ...['Exact per token', 'k1', 'k3'].map((title) => right(title, { values: [...interval, 'n'] })),
    ],
    rows: rows.map((row) => [
      theoryRowTitle(row),
      ...(row.kl === null
        ? [nothing, nothing, nothing]
        : [row.kl.exact, row.kl.k1, row.kl.k3].map((mean) =>
            figure(estimate(mean), ...csvInterval(mean), mean.n),
          )),
    ]),
  };
}

function size(share: number): TableCell {
  return figure(points(share), share);
}

/** Percentage points without a sign. */
function points(share: number): string {
  return (100 * share).toFixed(1);
}
