// The cells of benchmarks × columns, with Holm's adjustment over all of them.
import type { MatrixCell, MatrixColumn, MatrixRow } from '../../../protocol/matrix';
import { suiteKinds } from '../../../protocol/outcomes';
import type { BenchmarkSummary, OverallSummary } from '../../../protocol/summary';
import { benchmarkLabel, overallLabels } from '../../presentation/labels';
import { holmAdjust } from '../../statistics/holm';

/**
 * Two families of tests: the cells of all benchmarks, and those of the rows over all benchmarks of a kind, which rest on
 * the same answers. A benchmark's cells are looked for by suite and attack.
 */
export function matrixRows(columns: readonly MatrixColumn[]): MatrixRow[] {
  const benchmarks = suiteKinds.flatMap((kind) =>
    (columns[0]?.summary.benchmarks ?? [])
      .filter((benchmark) => benchmark.kind === kind)
      .map((benchmark) => benchmarkRow(benchmark, columns)),
  );
  const overalls = suiteKinds.flatMap((kind) => {
    const first = columns[0]?.summary[kind] ?? null;
    return first === null ? [] : [overallRow(first, columns)];
  });
  const adjusted = [...adjustRows(benchmarks), ...adjustRows(overalls)];
  return suiteKinds.flatMap((kind) => adjusted.filter((row) => row.kind === kind));
}

function benchmarkRow(benchmark: BenchmarkSummary, columns: readonly MatrixColumn[]): MatrixRow {
  const { suiteId, attackId, kind, metric, prompts } = benchmark;
  const cells = columns.map(({ summary }): MatrixCell => {
    const own = summary.benchmarks.find(
      (one) => one.suiteId === suiteId && one.attackId === attackId && one.kind === kind,
    );
    return { tuned: own?.tuned.rate ?? null, delta: own?.delta ?? null, test: own?.test ?? null };
  });
  const title = benchmarkLabel(benchmark);
  return { suiteId, attackId, title, kind, metric, prompts, base: benchmark.base.rate, cells };
}

function overallRow(first: OverallSummary, columns: readonly MatrixColumn[]): MatrixRow {
  const { kind, metric, prompts, base } = first;
  const cells = columns.map(({ summary }): MatrixCell => {
    const own = summary[kind];
    return { tuned: own?.tuned ?? null, delta: own?.delta ?? null, test: own?.test ?? null };
  });
  const title = overallLabels[kind];
  return { suiteId: null, attackId: null, title, kind, metric, prompts, base, cells };
}

/** Holm's adjustment over the cells of all these rows. */
function adjustRows(rows: readonly MatrixRow[]): MatrixRow[] {
  const tests = rows.flatMap(({ cells }) => cells.flatMap(({ test }) => test ?? []));
  const adjusted = new Map(holmAdjust(tests.map(({ p }) => p)).map((pHolm, i) => [tests[i], pHolm]));
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => {
      const { test } = cell;
      return test === null ? cell : { ...cell, test: { ...test, pHolm: adjusted.get(test) ?? test.p } };
    }),
  }));
}
