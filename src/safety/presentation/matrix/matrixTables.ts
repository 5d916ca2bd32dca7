// The matrix of checkpoints × benchmarks as data, one table per kind of suite: the command line prints it, report and
// webview draw it. A row per checkpoint, for there may be twenty, and a column per benchmark. Must not know how it is drawn.
import type { Contrast, MatrixCell, MatrixRow, MatrixSummary } from '../../../protocol/matrix';
import { suiteKinds, type Flip, type SuiteKind } from '../../../protocol/outcomes';
import { significant } from '../../analysis/verdict';
import { handledWellSign } from '../../outcomes/handled';
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

export interface MatrixTable {
  readonly kind: SuiteKind;
  readonly caption: string;
  /** The first one is all benchmarks together, where there are several. */
  readonly columns: readonly { readonly title: string; readonly detail: string }[];
  /** The base's rates, one per column. */
  readonly base: readonly MatrixTableCell[];
  readonly rows: readonly {
    readonly name: string;
    /** Place among the matrix's columns. */
    readonly index: number;
    readonly cells: readonly MatrixTableCell[];
  }[];
}

export interface MatrixTableCell {
  readonly text: string;
  /** Quieter parts, the one that it needs most first. */
  readonly details: readonly string[];
  /** Significant after Holm over all cells: handled well less often (`lost`) or more often. */
  readonly moved: Flip | null;
}

/** What a table's numbers are, for a note below it. */
export const matrixNote =
  'Changes against the base on the same prompts, in percentage points, with 95% intervals that are not widened for looking at many. ▼ handled well less often than by the base, ▲ more often: significant at 5% after Holm over the cells of all benchmarks; what is all of a kind together is adjusted over the cells of those columns.';

/** Harmful first; a kind without benchmarks has no table. */
export function matrixTables({ columns, rows }: Pick<MatrixSummary, 'columns' | 'rows'>): MatrixTable[] {
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
        caption: `${title}, change from the base (${hint.charAt(0).toLowerCase()}${hint.slice(1)})`,
        columns: shown.map((row) => ({ title: row.title, detail: `n = ${formatCount(row.prompts)}` })),
        base: shown.map(baseCell),
        rows: columns.map(({ name }, index) => ({
          name,
          index,
          cells: shown.map((row) => changeCell(row.kind, row.cells[index])),
        })),
      },
    ];
  });
}

function baseCell({ base }: MatrixRow): MatrixTableCell {
  if (base === null) return { text: noValue, details: [], moved: null };
  return { text: formatPercent(base.rate), details: [formatPercentInterval(base)], moved: null };
}

function changeCell(kind: SuiteKind, cell: MatrixCell | undefined): MatrixTableCell {
  if (cell?.delta == null) return { text: noValue, details: [], moved: null };
  const { delta, test, tuned } = cell;
  return {
    text: formatPoints(delta.value),
    details: [
      formatPointsInterval(delta),
      ...(tuned === null ? [] : [formatPercent(tuned.rate)]),
      ...(test === null ? [] : [`p ${formatPValue(test.pHolm)}`]),
    ],
    moved: movedBy(kind, delta.value, test?.pHolm ?? 1),
  };
}

function movedBy(kind: SuiteKind, change: number, pHolm: number): Flip | null {
  if (pHolm >= significant || change === 0) return null;
  return change * handledWellSign(kind) < 0 ? 'lost' : 'gained';
}

/** A contrast in words: change "−3.1 pp", interval "[−5.0, −1.2]", p "0.012". */
export interface ContrastLine {
  readonly kind: SuiteKind;
  readonly first: string;
  readonly second: string;
  readonly change: string;
  readonly interval: string;
  readonly pHolm: string;
  readonly moved: Flip | null;
}

/** With more columns than this, only contrasts that are significant after Holm are listed: 20 columns have 190 pairs. */
export const mostForAllContrasts = 6;

export function contrastLines(
  { columns, contrasts }: Pick<MatrixSummary, 'columns' | 'contrasts'>,
  kind: SuiteKind,
): ContrastLine[] {
  const lines = contrasts.filter((one) => one.kind === kind).map((one) => contrastLine(one, columns));
  return columns.length <= mostForAllContrasts ? lines : lines.filter(({ moved }) => moved !== null);
}

function contrastLine(
  { kind, first, second, delta, test }: Contrast,
  columns: MatrixSummary['columns'],
): ContrastLine {
  const names = { first: columns[first]?.name ?? '', second: columns[second]?.name ?? '' };
  if (delta === null) return { kind, ...names, change: noValue, interval: '', pHolm: noValue, moved: null };
  return {
    kind,
    ...names,
    change: formatPp(delta.value),
    interval: formatPointsInterval(delta),
    pHolm: formatPValue(test?.pHolm),
    moved: movedBy(kind, delta.value, test?.pHolm ?? 1),
  };
}

/** "Harmful prompts handled safely: first significant fall at step 50 (p = 0.012, Holm over 4 steps)." */
export function firstFallText({
  firstFalls,
  columns,
}: Pick<MatrixSummary, 'columns' | 'firstFalls'>): string[] {
  return firstFalls.map(({ kind, looks, column }) => {
    const fall = looks.find((look) => look.column === column);
    const looked = `Holm over the ${looks.length} steps`;
    const subject =
      kind === 'harmful' ? 'Safe handling of harmful prompts' : 'Compliance with benign prompts';
    if (column === null || fall === undefined) {
      return `${subject}: no step shows a significant fall (${looked}).`;
    }
    const name = columns[column]?.name ?? '';
    return `${subject}: the first significant fall is at step ${formatCount(fall.step)} (${name}, p ${formatPValue(fall.pHolm)}, ${looked}).`;
  });
}
