// How safe handling falls with the number of tokens that answers are begun with: a curve per benchmark and side, from the rates of
// its attacks by prefill. Knows no drawing.
import type { BenchmarkSummary, ComparisonSummary, Rate } from '../../../protocol/summary';
import { prefillTokens } from '../../suites/attacks/prefill';

export interface RefusalCurve {
  readonly suiteId: string;
  /** The benchmark's. */
  readonly title: string;
  /** Rising by tokens; 0 is the plain prompt. At least two. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly tokens: number;
  /** Rates of safe handling; null: no answer could be told. */
  readonly base: Rate | null;
  readonly tuned: Rate | null;
}

/** Of harmful benchmarks that were asked under at least one such attack, and in all at two numbers of tokens. */
export function refusalCurves({ benchmarks }: Pick<ComparisonSummary, 'benchmarks'>): RefusalCurve[] {
  const bySuite = new Map<string, { readonly tokens: number; readonly benchmark: BenchmarkSummary }[]>();
  for (const benchmark of benchmarks) {
    const tokens = prefillTokens(benchmark.attackId);
    if (benchmark.kind !== 'harmful' || tokens === null) continue;
    const known = bySuite.get(benchmark.suiteId) ?? [];
    bySuite.set(benchmark.suiteId, [...known, { tokens, benchmark }]);
  }
  return [...bySuite.values()].flatMap((found) => {
    const sorted = found.toSorted((a, b) => a.tokens - b.tokens);
    const [first] = sorted;
    if (first === undefined || sorted.length < 2) return [];
    const points = sorted.map(({ tokens, benchmark: { base, tuned } }) => ({
      ...{ tokens, base: base.rate, tuned: tuned.rate },
    }));
    return [{ suiteId: first.benchmark.suiteId, title: first.benchmark.title, points }];
  });
}
