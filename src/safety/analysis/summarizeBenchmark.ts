// One benchmark's numbers, and those of all benchmarks of one kind together.
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  BenchmarkSummary,
  ControlSummary,
  Delta,
  OverallSummary,
  PairedTest,
  SideSummary,
} from '../../protocol/summary';
import type { ClusteredRate } from '../statistics/clusteredRate';
import { holmAdjust } from '../statistics/holm';
import { measureChange, type ChangeOptions } from './change';
import { clusterPrompts, countMissing, flipRate, sideRate, toRate, withExtremes } from './counts';
import { metricOf } from '../outcomes/handled';
import { membersOfKind, type Benchmark, type Observations, type SideTally } from './observations';

/** The observations, and what they are at worst and at best where verdicts are missing. */
export interface Scenarios {
  readonly known: Observations;
  readonly low: Observations;
  readonly high: Observations;
}

export function scenariosOf(known: Observations): Scenarios {
  return { known, low: withExtremes(known, 'low'), high: withExtremes(known, 'high') };
}

/** The test is not yet adjusted for the other benchmarks (adjustTests). */
export function summarizeBenchmark(scenarios: Scenarios, benchmark: Benchmark): BenchmarkSummary {
  const observations = scenarios.known;
  const { suiteId, attackId, kind, title, members, tallies } = benchmark;
  const rates = {
    base: sideRate(observations, members, 'base'),
    tuned: sideRate(observations, members, 'tuned'),
  };
  const options: ChangeOptions = { kind, sides: ['base', 'tuned'], binaryTest: 'mcnemar' };
  const change = measureChange(observations, members, options);
  return {
    suiteId,
    title,
    kind,
    attackId,
    metric: metricOf(kind),
    prompts: clusterPrompts(observations, members).clusters,
    samples: observations.samples,
    base: sideSummary(rates.base, tallies.base),
    tuned: sideSummary(rates.tuned, tallies.tuned),
    delta: change?.delta ?? null,
    test: change?.test ?? null,
    detectable: change?.detectable ?? null,
    control: controlSummary(observations, members, { ...options, sides: ['base', 'control'] }),
    ...whatIsMissing(scenarios, members, options, change?.delta ?? null),
  };
}

/**
 * All prompts of one kind pooled: every prompt under every attack counts once, so a benchmark weighs as many
 * prompts as it has. The test takes the pairing within each benchmark (matchedPairsCmh). Null where the
 * comparison has no benchmark of this kind.
 */
export function summarizeKind(scenarios: Scenarios, kind: SuiteKind): OverallSummary | null {
  const observations = scenarios.known;
  const members = membersOfKind(observations, kind);
  if (members.length === 0) return null;
  const options: ChangeOptions = { kind, sides: ['base', 'tuned'], binaryTest: 'cmh' };
  const change = measureChange(observations, members, options);
  return {
    kind,
    metric: metricOf(kind),
    prompts: clusterPrompts(observations, members).clusters,
    pairs: members.length,
    base: toRate(sideRate(observations, members, 'base')),
    tuned: toRate(sideRate(observations, members, 'tuned')),
    delta: change?.delta ?? null,
    test: change?.test ?? null,
    detectable: change?.detectable ?? null,
    control: controlSummary(observations, members, { ...options, sides: ['base', 'control'] }),
    ...whatIsMissing(scenarios, members, options, change?.delta ?? null),
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

/** The figures of what is known never lie outside of the bounds: they are one of the ways in which the rest could go. */
function whatIsMissing(
  { known, low, high }: Scenarios,
  members: readonly number[],
  options: ChangeOptions,
  delta: Delta | null,
): Pick<BenchmarkSummary, 'bounds' | 'extremes' | 'missing'> {
  const missing = countMissing(known, members);
  if (missing.base + missing.tuned === 0) return { bounds: null, extremes: null, missing };
  const lowest = measureChange(low, members, options);
  const highest = measureChange(high, members, options);
  if (lowest === null || highest === null) return { bounds: null, extremes: null, missing };
  const values = [lowest, highest, ...(delta === null ? [] : [{ delta }])].map((one) => one.delta.value);
  return {
    bounds: { low: Math.min(...values), high: Math.max(...values) },
    extremes: {
      low: { delta: lowest.delta, test: lowest.test },
      high: { delta: highest.delta, test: highest.test },
    },
    missing,
  };
}

/** One form of the base against another, its own second run for example; null where that was not made. */
export function controlSummary(
  observations: Observations,
  members: readonly number[],
  options: ChangeOptions,
): ControlSummary | null {
  const change = measureChange(observations, members, options);
  const flips = flipRate(observations, members, options.sides);
  return change === null || flips === null ? null : { delta: change.delta, flips };
}

function sideSummary(rate: ClusteredRate | null, tally: SideTally): SideSummary {
  const { outcomes, responses, missing, meanScore } = tally;
  return { rate: toRate(rate), outcomes, responses, missing, meanScore };
}
