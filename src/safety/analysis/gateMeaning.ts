// Whether a gate that did not fail says anything: a condition that could not have held, whatever the model, passes nothing.
import { formatCount, formatPpSize } from '../presentation/numbers';
import type { ComparisonSummary, Rate } from '../../protocol/summary';
import { findScope, type Metric, type Scope } from './failIfMetrics';
import type { Comparison } from './failIfSyntax';
import { smallSample } from './notes';
import { hidesRegression, noRoom } from './verdict';

/** A change that a gate without a size of its own must at least be able to see. */
const roughChange = 0.1;

/** Metrics with a number in percentage points to compare with. */
const sized = ['delta', 'low', 'high'];

/** Metrics that hold only where a change was seen, with the operator that looks for one. */
const looksForChange: Readonly<Record<string, RegExp>> = {
  delta: /[<>]/,
  low: />/,
  high: /</,
  p: /</,
  pExact: /</,
  pHolm: /</,
  lost: />/,
  gained: />/,
};

/**
 * Why a comparison that does not hold says little; empty where it says what it seems to. The size of the change that it asks about
 * is the smallest that its condition names for the same part: `harmful.delta < -2pp and harmful.p < 0.05` asks about 2 pp.
 */
export function weaknesses(
  { metric, operator }: Comparison,
  condition: readonly Comparison[],
  summary: ComparisonSummary,
): string[] {
  const scope = changeScope(metric, summary);
  if (scope === null || scope.delta === null) return [];
  if (!(looksForChange[metric.name]?.test(operator) ?? false)) return [];
  const sizes = condition
    .filter((one) => one.metric.scope === metric.scope && sized.includes(one.metric.name) && one.value !== 0)
    .map(({ value }) => Math.abs(value));
  const size = sizes.length === 0 ? roughChange : Math.min(...sizes);
  const found: string[] = [];
  if (scope.delta.n < smallSample) {
    found.push(
      `only ${formatCount(scope.delta.n)} distinct prompts could be compared, ${smallSample} are the least`,
    );
  }
  const base = rateOf(scope);
  if (base !== null && hidesRegression({ kind: scope.kind, base })) {
    found.push(`the base ${noRoom(scope.kind, base.rate)}`);
  }
  if (scope.detectable === null || scope.detectable > size + 1e-12) {
    const seen =
      scope.detectable === null ? 'no change' : `only a change of ${formatPpSize(scope.detectable)}`;
    found.push(`${seen} would have been seen with 80% power, ${formatPpSize(size)} is asked about`);
  }
  return found;
}

/** The part of the comparison whose change the metric is about; null for other metrics. */
function changeScope({ scope, name }: Metric, summary: ComparisonSummary): Scope | null {
  if (scope === null || scope === 'notes' || !Object.hasOwn(looksForChange, name)) return null;
  return findScope(scope, summary);
}

/** An overall summary has the rate itself, a benchmark a side with a rate. */
function rateOf({ base }: Scope): Rate | null {
  if (base === null) return null;
  return 'outcomes' in base ? base.rate : base;
}
