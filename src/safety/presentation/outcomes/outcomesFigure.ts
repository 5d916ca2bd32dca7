// How the answers of each side fell into outcomes as a figure with its numbers. Page and report show the same with bars of
// their own, which lead to the answers or fit the paper.
import { outcomes } from '../../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, SideSummary } from '../../../protocol/summary';
import type { FigureSource } from '../figures/figure';
import { benchmarkLabel } from '../labels';
import { outcomesPlot } from './outcomesPlot';

/** null: there are no benchmarks. */
export function outcomesFigure({ benchmarks }: Pick<ComparisonSummary, 'benchmarks'>): FigureSource | null {
  if (benchmarks.length === 0) return null;
  return {
    id: 'outcomes',
    title: 'How the answers fell',
    draw: (size) => outcomesPlot(benchmarks, size),
    data: () => ({
      columns: ['benchmark', 'kind', 'side', 'responses', ...outcomes],
      rows: benchmarks.flatMap((benchmark) => [
        valuesOf(benchmark, 'base', benchmark.base),
        valuesOf(benchmark, 'tuned', benchmark.tuned),
      ]),
    }),
  };
}

function valuesOf(benchmark: BenchmarkSummary, side: string, counts: SideSummary): (string | number)[] {
  const { responses } = counts;
  return [
    ...[benchmarkLabel(benchmark), benchmark.kind, side, responses],
    ...outcomes.map((outcome) => counts.outcomes[outcome]),
  ];
}
