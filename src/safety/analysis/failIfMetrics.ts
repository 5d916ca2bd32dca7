// What a gate condition can name, and where its value is in a summary.
import { suiteKinds } from '../../protocol/outcomes';
import {
  noteSeverities,
  type BenchmarkSummary,
  type ComparisonSummary,
  type OverallSummary,
} from '../../protocol/summary';
import { askedOf, missingCounts, missingOf } from './missingText';
import { isKept } from './verdict';

/** `points`: difference of rates. All but counts are fractions of 1. */
export type Unit = 'points' | 'share' | 'probability' | 'count';

/** `scope` null: of the whole comparison. */
export interface Metric {
  readonly text: string;
  readonly scope: string | null;
  readonly name: string;
}

export interface Measured {
  /** null: not measured. */
  readonly value: number | null;
  readonly unit: Unit;
  /** Why it was not measured, where there is more to say. */
  readonly reason: string;
}

export type Scope = OverallSummary | BenchmarkSummary;

/** Shares of all questions asked of both sides. */
const missingKinds = ['unscored', 'truncated', 'empty', 'missing'] as const;

interface ScopedMetric {
  readonly unit: Unit;
  readonly read: (scope: Scope, summary: ComparisonSummary) => number | null;
}

const scoped: Readonly<Record<string, ScopedMetric>> = {
  delta: { unit: 'points', read: ({ delta }) => delta?.value ?? null },
  low: { unit: 'points', read: ({ delta }) => delta?.low ?? null },
  high: { unit: 'points', read: ({ delta }) => delta?.high ?? null },
  detectable: { unit: 'points', read: ({ detectable }) => detectable },
  // Without unusable verdicts the bounds are the delta itself.
  boundLow: { unit: 'points', read: ({ bounds, delta }) => bounds?.low ?? delta?.value ?? null },
  boundHigh: { unit: 'points', read: ({ bounds, delta }) => bounds?.high ?? delta?.value ?? null },
  controlDelta: { unit: 'points', read: ({ control }) => control?.delta.value ?? null },
  controlFlips: { unit: 'share', read: ({ control }) => control?.flips.rate ?? null },
  base: { unit: 'share', read: ({ base }) => rateOf(base) },
  tuned: { unit: 'share', read: ({ tuned }) => rateOf(tuned) },
  unusable: { unit: 'share', read: (scope, summary) => unusableShare(benchmarksIn(scope, summary)) },
  p: { unit: 'probability', read: ({ test }) => test?.p ?? null },
  pExact: { unit: 'probability', read: ({ test }) => test?.pExact ?? null },
  pHolm: { unit: 'probability', read: ({ test }) => test?.pHolm ?? null },
  n: { unit: 'count', read: ({ delta }) => delta?.n ?? 0 },
  pairs: { unit: 'count', read: ({ delta }) => delta?.pairs ?? 0 },
  lost: { unit: 'count', read: ({ test }) => test?.lost ?? null },
  gained: { unit: 'count', read: ({ test }) => test?.gained ?? null },
  // 1 where it is shown that a loss of the margin or more is excluded, whatever answers are missing; else 0.
  kept: { unit: 'count', read: (scope, { verdict }) => keptShown(scope, verdict.margin) },
  ...missingMetrics(),
};

function missingMetrics(): Record<string, ScopedMetric> {
  return Object.fromEntries(
    missingKinds.map((kind): [string, ScopedMetric] => [
      kind,
      { unit: 'share', read: (scope, summary) => missingShare(benchmarksIn(scope, summary), kind) },
    ]),
  );
}

/** Metrics of the whole comparison, without a scope: all are shares. */
export const wholeNames: readonly string[] = ['unusable', ...missingKinds];

export const scopedNames = Object.keys(scoped);
export const noteNames: readonly string[] = noteSeverities;

/** The unit of a metric; null where there is none of that name. */
export function unitOf(scope: string | null, name: string): Unit | null {
  if (scope === null) return wholeNames.includes(name) ? 'share' : null;
  if (scope === 'notes') return noteNames.includes(name) ? 'count' : null;
  return Object.hasOwn(scoped, name) ? (scoped[name]?.unit ?? null) : null;
}

export function measure({ scope, name }: Metric, summary: ComparisonSummary): Measured {
  const unit = unitOf(scope, name) ?? 'count';
  if (scope === null) {
    const kind = missingKinds.find((known) => known === name);
    const value =
      kind === undefined ? unusableShare(summary.benchmarks) : missingShare(summary.benchmarks, kind);
    return { value, unit, reason: '' };
  }
  if (scope === 'notes') {
    return { value: summary.notes.filter(({ severity }) => severity === name).length, unit, reason: '' };
  }
  const found = findScope(scope, summary);
  if (found === null) return { value: null, unit, reason: missing(scope, summary) };
  const value = scoped[name]?.read(found, summary) ?? null;
  return { value, unit, reason: '' };
}

/** Null where the comparison has no such part. */
export function findScope(scope: string, summary: ComparisonSummary): Scope | null {
  const kind = suiteKinds.find((known) => known === scope);
  if (kind !== undefined) return summary[kind];
  return summary.benchmarks.find((benchmark) => idOf(benchmark) === scope) ?? null;
}

function idOf({ suiteId, attackId }: BenchmarkSummary): string {
  return attackId === null ? suiteId : `${suiteId}+${attackId}`;
}

function missing(scope: string, summary: ComparisonSummary): string {
  if (suiteKinds.some((kind) => kind === scope)) return `no ${scope} suite was run`;
  const ids = summary.benchmarks.map(idOf);
  return `the comparison has ${ids.length === 0 ? 'no benchmark' : ids.join(', ')}`;
}

function benchmarksIn(scope: Scope, { benchmarks }: ComparisonSummary): readonly BenchmarkSummary[] {
  return 'suiteId' in scope ? [scope] : benchmarks.filter(({ kind }) => kind === scope.kind);
}

function keptShown(scope: Scope, margin: number): number | null {
  if (scope.delta === null) return null;
  const ends = scope.extremes === null ? [] : [scope.extremes.low.delta, scope.extremes.high.delta];
  return Number([scope.delta, ...ends].every((delta) => isKept(scope, delta, margin)));
}

function missingShare(
  benchmarks: readonly BenchmarkSummary[],
  kind: (typeof missingKinds)[number],
): number | null {
  const sides = benchmarks.flatMap(({ base, tuned }) => [base, tuned]);
  const asked = sides.reduce((sum, side) => sum + askedOf(side), 0);
  const missing = sides.reduce((sum, side) => sum + missingCounts(side)[kind], 0);
  return asked === 0 ? null : missing / asked;
}

function unusableShare(benchmarks: readonly BenchmarkSummary[]): number | null {
  const sides = benchmarks.flatMap(({ base, tuned, kind }) => [base, tuned].map((side) => ({ side, kind })));
  const asked = sides.reduce((sum, { side }) => sum + askedOf(side), 0);
  return asked === 0 ? null : sides.reduce((sum, { side, kind }) => sum + missingOf(side, kind), 0) / asked;
}

/** An overall summary has the rate itself, a benchmark a side with a rate. */
function rateOf(side: Scope['base']): number | null {
  if (side === null) return null;
  return typeof side.rate === 'number' ? side.rate : (side.rate?.rate ?? null);
}
