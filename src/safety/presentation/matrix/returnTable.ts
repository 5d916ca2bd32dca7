// What policies got beside the base in each control benchmark, as a table: without it a policy that stands still looks best.
import type { MatrixColumn } from '../../../protocol/matrix';
import type { BenchmarkSummary, ReturnSummary } from '../../../protocol/summary';
import { significant } from '../../analysis/verdict';
import { holmAdjust } from '../../statistics/holm';
import { csvInterval } from '../figures/csvTable';
import { benchmarkLabel } from '../labels';
import { formatCount, formatPValue, noValue } from '../numbers';
import { figure, left, right, type DataTable, type TableCell } from '../tables/dataTable';

/** null: no pair of trajectories in any column. `p` is adjusted by Holm over all cells. */
export function returnTable(columns: readonly MatrixColumn[]): DataTable | null {
  const benchmarks = (columns[0]?.summary.benchmarks ?? []).filter(({ kind }) => kind === 'control');
  const cells = columns.map(({ summary }) =>
    benchmarks.map((benchmark) => summary.benchmarks.find((one) => isSame(one, benchmark))?.returns ?? null),
  );
  const tested = cells.flat().filter((cell) => cell !== null);
  if (tested.length === 0) return null;
  const pHolm = new Map(holmAdjust(tested.map(({ p }) => p)).map((p, index) => [tested[index], p]));
  return {
    id: 'matrix-returns',
    caption: 'Return, change from the base (in units of the environment; higher is better)',
    columns: [
      left('Policy'),
      ...benchmarks.map((benchmark) =>
        right(benchmarkLabel(benchmark), {
          detail: `n = ${formatCount(benchmark.prompts)}`,
          values: ['change', 'low', 'high', 'p (Holm)', 'return'],
        }),
      ),
    ],
    rows: [
      [
        { text: 'base', details: ['return, not a change'], values: ['base'] },
        ...benchmarks.map((_, at) => baseCell(cells.map((row) => row[at] ?? null))),
      ],
      ...columns.map(({ name }, index) => [
        name,
        ...(cells[index] ?? []).map((cell) => changeCell(cell, cell === null ? 1 : (pHolm.get(cell) ?? 1))),
      ]),
    ],
    fixed: { above: 1, below: 0 },
  };
}

function isSame(one: BenchmarkSummary, other: BenchmarkSummary): boolean {
  return one.suiteId === other.suiteId && one.attackId === other.attackId && one.kind === other.kind;
}

/** On the episodes that the first column with any has, too. */
function baseCell(own: readonly (ReturnSummary | null)[]): TableCell {
  const first = own.find((one) => one !== null);
  if (first === undefined) return figure(noValue);
  return { text: first.base.toFixed(2), values: [null, null, null, null, first.base] };
}

function changeCell(cell: ReturnSummary | null, pHolm: number): TableCell {
  if (cell === null) return figure(noValue);
  const { delta, tuned } = cell;
  const moves = pHolm < significant && delta.value !== 0;
  return {
    text: signed(delta.value),
    details: [
      `[${signed(delta.low)}, ${signed(delta.high)}]`,
      `${tuned.toFixed(2)}, p ${formatPValue(pHolm)}`,
    ],
    values: [...csvInterval(delta), pHolm, tuned],
    moved: moves ? (delta.value < 0 ? 'lost' : 'gained') : null,
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
