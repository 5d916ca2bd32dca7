// What the experiment found, as Markdown: forecast and observed by run, algorithms against one another, what did not finish.
import type { MatrixSummary } from '../../protocol/matrix';
import { safetyKinds, type SafetyKind } from '../../protocol/outcomes';
import type { TheoryAnalysis, TheoryForecast } from '../../protocol/theory';
import {
  formatPercent,
  formatPoints,
  formatPointsInterval,
  noValue,
} from '../../safety/presentation/numbers';
import { contrastTables, type MatrixTable } from '../../safety/presentation/matrix/matrixTables';
import { briefRows } from '../../safety/presentation/tables/dataTable';
import { plainTable } from '../experiments/plainTable';
import type { EndedRun } from './trainRuns';

type Contrasted = Pick<MatrixSummary, 'columns' | 'contrasts'>;

export interface MeasuredRun {
  readonly run: Pick<EndedRun, 'name' | 'log'>;
  readonly theory: Pick<TheoryAnalysis, 'rows'>;
}

/** One table per kind of prompts: a run's gain, its KL, and the change of the benchmarks beside what was forecast. */
export function driftTable(kind: SafetyKind, runs: readonly MeasuredRun[]): string {
  const head = [
    'run',
    'held out, before → after',
    'measured KL',
    'forecast at β',
    'forecast at that KL',
    'observed',
  ];
  const rows = runs.map(({ run, theory }) => {
    const row = theory.rows.find((one) => one.kind === kind && one.suiteId === null);
    return [
      run.name,
      heldOut(run),
      row?.kl == null ? noValue : row.kl.exact.value.toFixed(2),
      forecast(row?.forecast ?? null, 'atBeta'),
      forecast(row?.forecast ?? null, 'atKl'),
      row?.observed == null ? noValue : change(row.observed),
    ];
  });
  return plainTable(head, rows);
}

export function experimentReport(
  matrix: Contrasted,
  runs: readonly MeasuredRun[],
  unfinished: readonly Pick<EndedRun, 'name' | 'reason'>[],
): string {
  const parts = safetyKinds.flatMap((kind) => [
    `### ${kind}: share handled well, change in percentage points`,
    driftTable(kind, runs),
  ]);
  const left = unfinished.map(({ name, reason }) => `- ${name} did not finish: ${reason ?? noValue}`);
  return `${[...parts, ...contrastTables(matrix).map(contrasts), left.join('\n')].join('\n\n')}\n`;
}

/** Runs against one another on the same prompts, with Holm over all of them. */
function contrasts(table: MatrixTable): string {
  const head = table.columns.map(({ title }) => title);
  return `${table.caption}\n\n${plainTable(head, briefRows(table))}`;
}

function heldOut({ log }: Pick<EndedRun, 'log'>): string {
  const rates = log.flatMap(({ eval_accuracy: rate }) => (rate === undefined ? [] : [rate]));
  const [first] = rates;
  const last = rates.at(-1);
  return first === undefined || last === undefined
    ? noValue
    : `${formatPercent(first)} → ${formatPercent(last)}`;
}

function forecast(of: TheoryForecast | null, at: 'atBeta' | 'atKl'): string {
  if (of?.constantReward === true) return '0 (the reward is constant)';
  const found = of?.[at] ?? null;
  if (found === null) return noValue;
  return found.trusted ? change(found.drift) : `${change(found.drift)} (cannot be told)`;
}

function change(drift: { readonly value: number; readonly low: number; readonly high: number }): string {
  return `${formatPoints(drift.value)} ${formatPointsInterval(drift)}`;
}
