// One benchmark's numbers, and those of all benchmarks of one kind together.
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  BenchmarkSummary,
  ControlSummary,
  OverallSummary,
  PairedTest,
  SideSummary,
} from '../../protocol/summary';
import type { ClusteredRate } from '../statistics/clusteredRate';
import { holmAdjust } from '../statistics/holm';
import { measureChange, type ChangeOptions } from './change';
import { deltaBounds, flipRate, sideRate, toRate } from './counts';
import { correctForJudge, type JudgeCorrection } from './judgeCorrection';
import { metricOf } from '../outcomes/handled';
import type { Benchmark, Observations, SideTally } from './observations';

export interface SummaryOptions {
  readonly seed: number;
  readonly correction: JudgeCorrection | null;
}

/** The test is not yet adjusted for the other benchmarks (adjustTests). */
export function summarizeBenchmark(
  observations: Observations,
  benchmark: Benchmark,
  { seed, correction }: SummaryOptions,
): BenchmarkSummary {
  const { suiteId, attackId, kind, title, members, tallies } = benchmark;
  const rates = {
    base: sideRate(observations, members, 'base'),
    tuned: sideRate(observations, members, 'tuned'),
  };
  const change = measureChange(observations, members, {
    sides: ['base', 'tuned'],
    binaryTest: 'mcnemar',
    seed,
  });
  return {
    suiteId,
    title,
    kind,
    attackId,
    metric: metricOf(kind),
    prompts: members.length,
    samples: observations.samples,
    base: sideSummary(rates.base, tallies.base),
    tuned: sideSummary(rates.tuned, tallies.tuned),
    delta: change?.delta ?? null,
    test: change?.test ?? null,
    detectable: change?.detectable ?? null,
    control: controlSummary(observations, members, 'mcnemar', seed),
    corrected: correctForJudge(rates, change?.delta ?? null, correction),
    bounds: deltaBounds(observations, members),
  };
}

/**
 * All prompts of one kind pooled: every prompt under every attack counts once, so a benchmark weighs as many
 * prompts as it has. The test takes the pairing within each benchmark (matchedPairsCmh). Null where the
 * comparison has no benchmark of this kind.
 */
export function summarizeKind(
  observations: Observations,
  kind: SuiteKind,
  seed: number,
): OverallSummary | null {
  const members = observations.benchmarks
    .filter((benchmark) => benchmark.kind === kind)
    .flatMap((benchmark) => benchmark.members);
  if (members.length === 0) return null;
  const change = measureChange(observations, members, {
    sides: ['base', 'tuned'],
    binaryTest: 'cmh',
    seed,
  });
  return {
    kind,
    metric: metricOf(kind),
    prompts: members.length,
    base: toRate(sideRate(observations, members, 'base')),
    tuned: toRate(sideRate(observations, members, 'tuned')),
    delta: change?.delta ?? null,
    test: change?.test ?? null,
    detectable: change?.detectable ?? null,
    control: controlSummary(observations, members, 'cmh', seed),
    bounds: deltaBounds(observations, members),
  };
}

/** Holm's adjustment over the benchmarks of the same kind. */
export function adjustTests(benchmarks: readonly BenchmarkSummary[]): BenchmarkSummary[] {
  const adjusted = new Map<PairedTest, PairedTest>();
  for (const kind of suiteKinds) {
    const tests = benchmarks.flatMap(({ kind: own, test }) => (own === kind && test !== null ? [test] : []));
    for (const [i, pHolm] of holmAdjust(tests.map(({ p }) => p)).entries()) {
      const test = tests[i];
      if (test !== undefined) adjusted.set(test, { ...test, pHolm });
    }
  }
  return benchmarks.map((benchmark) => ({
    ...benchmark,
    test: benchmark.test === null ? null : (adjusted.get(benchmark.test) ?? benchmark.test),
  }));
}

/** Base against its own second run; null where that was not made. */
function controlSummary(
  observations: Observations,
  members: readonly number[],
  binaryTest: ChangeOptions['binaryTest'],
  seed: number,
): ControlSummary | null {
  const change = measureChange(observations, members, { sides: ['base', 'control'], binaryTest, seed });
  const flips = flipRate(observations, members, ['base', 'control']);
  return change === null || flips === null ? null : { delta: change.delta, flips };
}

function sideSummary(rate: ClusteredRate | null, tally: SideTally): SideSummary {
  const { outcomes, responses, meanScore } = tally;
  return { rate: toRate(rate), outcomes, responses, meanScore };
}
