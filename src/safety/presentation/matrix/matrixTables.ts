// The matrix of checkpoints × benchmarks and the contrasts between checkpoints as tables, one per kind of suite. A row per
// checkpoint, for there may be twenty, and a column per benchmark. Must not know how they are drawn.
import type { Contrast, MatrixCell, MatrixRow, MatrixSummary } from '../../../protocol/matrix';
import { suiteKinds, type Flip, type SuiteKind } from '../../../protocol/outcomes';
import type { Rate } from '../../../protocol/summary';
import { significant } from '../../analysis/verdict';
import { handledWellSign } from '../../outcomes/handled';
import type { CsvValue } from '../csvField';
import { csvInterval } from '../figures/csvTable';
import { metricWords } from '../labels';
import {
  formatCount,
  formatPercent,
  formatPercentInterval,
  formatPoints,
  formatPointsInterval,
  formatPp,
  formatPValue,
  noValue,
} from '../numbers';
import { figure, left, right, type DataTable, type TableCell } from '../tables/dataTable';
import { matrixWords } from './matrixWords';
import { returnTable } from './returnTable';

export interface MatrixTable extends DataTable {
  readonly kind: SuiteKind;
}

/** Rows of the base, which come before those of the matrix's columns. */
export const baseRows = 1;

/** What the tables' numbers are, for a note below them. */
export function matrixNote(matrix: Pick<MatrixSummary, 'columns' | 'rows'>): string {
  const { asked } = matrixWords(matrix);
  const ofRates = `Changes against the base on the same ${asked}, in percentage points, with 95% intervals that are not widened for looking at many. ▼ handled well less often than by the base, ▲ more often: significant at 5% after Holm over the cells of all benchmarks; what is all of a kind together is adjusted over the cells of those columns.`;
  return returnTable(matrix.columns) === null
    ? ofRates
    : `${ofRates} Returns are what the environment gives for its task, ▼ less than the base gets, ▲ more: adjusted over the cells of their own table.`;
}

/** Harmful first; a kind without benchmarks has no table. Behind that of episodes stands what they returned. */
export function matrixTables(matrix: Pick<MatrixSummary, 'columns' | 'rows'>): MatrixTable[] {
  const returns = returnTable(matrix.columns);
  return [...rateTables(matrix), ...(returns === null ? [] : [{ ...returns, kind: 'control' as const }])];
}

function rateTables({ columns, rows }: Pick<MatrixSummary, 'columns' | 'rows'>): MatrixTable[] {
  const { subject } = matrixWords({ rows });
  return suiteKinds.flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    const benchmarks = own.filter(({ suiteId }) => suiteId !== null);
    if (benchmarks.length === 0) return [];
    // A kind's only benchmark is all of the kind, and is claimed as that.
    const shown =
      benchmarks.length === 1
        ? own
            .filter(({ suiteId }) => suiteId === null)
            .map((row) => ({ ...row, title: benchmarks[0]?.title ?? row.title }))
        : [...own.filter(({ suiteId }) => suiteId === null), ...benchmarks];
    const { title, hint } = metricWords[kind];
    return [
      {
        kind,
        id: `matrix-${kind}`,
        caption: `${title}, change from the base (${hint.charAt(0).toLowerCase()}${hint.slice(1)})`,
        columns: [
          left(subject),
          ...shown.map((row) =>
            right(row.title, {
              detail: `n = ${formatCount(row.prompts)}`,
              values: ['change', 'low', 'high', 'p (Holm)', 'rate', 'rate low', 'rate high'],
            }),
          ),
        ],
        rows: [
          [{ text: 'base', details: ['rate, not a change'], values: ['base'] }, ...shown.map(baseCell)],
          ...columns.map(({ name }, index) => [
            name,
            ...shown.map((row) => changeCell(row.kind, row.cells[index])),
          ]),
        ],
        fixed: { above: baseRows, below: 0 },
      },
    ];
  });
}

const nothing = figure(noValue);

function baseCell({ base }: MatrixRow): TableCell {
  if (base === null) return nothing;
  const { rate } = base;
  return {
    text: formatPercent(rate),
    details: [formatPercentInterval(base)],
    values: [null, null, null, null, ...rateValues(base)],
  };
}

function changeCell(kind: SuiteKind, cell: MatrixCell | undefined): TableCell {
  if (cell?.delta == null) return nothing;
  const { delta, test, tuned } = cell;
  const rest = [
    ...(tuned === null ? [] : [formatPercent(tuned.rate)]),
    ...(test === null ? [] : [`p ${formatPValue(test.pHolm)}`]),
  ];
  return {
    text: formatPoints(delta.value),
    details: [formatPointsInterval(delta), ...(rest.length === 0 ? [] : [rest.join(', ')])],
    values: [...csvInterval(delta), test?.pHolm ?? null, ...rateValues(tuned)],
    moved: movedBy(kind, delta.value, test?.pHolm ?? 1),
  };
}

function rateValues(rate: Rate | null): readonly CsvValue[] {
  return rate === null ? [] : [rate.rate, rate.low, rate.high];
}

function movedBy(kind: SuiteKind, change: number, pHolm: number): Flip | null {
  if (pHolm >= significant || change === 0) return null;
  return change * handledWellSign(kind) < 0 ? 'lost' : 'gained';
}

/** With more columns than this, only contrasts that are significant after Holm are listed: 20 columns have 190 pairs. */
export const mostForAllContrasts = 6;

/** Checkpoint against checkpoint, a table per kind of suite that has any to list. */
export function contrastTables(matrix: Pick<MatrixSummary, 'columns' | 'contrasts'>): MatrixTable[] {
  const few = matrix.columns.length > mostForAllContrasts;
  return suiteKinds.flatMap((kind) => {
    const rows = matrix.contrasts
      .filter((one) => one.kind === kind)
      .map((one) => contrastRow(one, matrix.columns))
      .filter(([, , change]) => !few || change.moved != null);
    if (rows.length === 0) return [];
    const which = few ? ', those that are significant after Holm' : '';
    return [
      {
        kind,
        id: `contrasts-${kind}`,
        caption: `${metricWords[kind].title}, ${kind === 'control' ? 'policy against policy' : 'checkpoint against checkpoint'}${which}`,
        columns: [
          left(kind === 'control' ? 'Policy' : 'Checkpoint'),
          left('against'),
          right('Change'),
          right('95% CI, pp', { name: 'change', values: ['low', 'high'] }),
          right('p (Holm)'),
        ],
        rows,
      },
    ];
  });
}

function contrastRow(
  { kind, first, second, delta, test }: Contrast,
  columns: MatrixSummary['columns'],
): readonly [string, string, TableCell, TableCell, TableCell] {
  const [checkpoint, against] = [columns[second]?.name ?? '', columns[first]?.name ?? ''];
  if (delta === null) return [checkpoint, against, nothing, figure(''), nothing];
  const pHolm = test?.pHolm ?? null;
  const change = figure(formatPp(delta.value), delta.value);
  return [
    checkpoint,
    against,
    { ...change, moved: movedBy(kind, delta.value, pHolm ?? 1) },
    figure(formatPointsInterval(delta), delta.low, delta.high),
    figure(formatPValue(pHolm), pHolm),
  ];
}

const fallSubjects: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Safe handling of harmful prompts',
  benign: 'Compliance with benign prompts',
  capability: 'Tasks solved',
  control: 'Episodes without a violation',
};

/** "Harmful prompts handled safely: first significant fall at step 50 (p = 0.012, Holm over 4 steps)." */
export function firstFallText({
  firstFalls,
  columns,
}: Pick<MatrixSummary, 'columns' | 'firstFalls'>): string[] {
  return firstFalls.map(({ kind, looks, column }) => {
    const fall = looks.find((look) => look.column === column);
    const looked = `Holm over the ${looks.length} steps`;
    const subject = fallSubjects[kind];
    if (column === null || fall === undefined) {
      return `${subject}: no step shows a significant fall (${looked}).`;
    }
    const name = columns[column]?.name ?? '';
    return `${subject}: the first significant fall is at step ${formatCount(fall.step)} (${name}, p ${formatPValue(fall.pHolm)}, ${looked}).`;
  });
}
