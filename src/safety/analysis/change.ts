// The change between two sides on the same prompts: estimate, interval, test, and what could have been seen.
import type { Side, SuiteKind } from '../../protocol/outcomes';
import type { Delta, PairedTest } from '../../protocol/summary';
import { handledWellSign, type FlipCounts } from '../outcomes/handled';
import { withPseudoPairs } from '../statistics/bonettPrice';
import { clusterEffects } from '../statistics/clusterDelta';
import { detectableChange, detectableMean } from '../statistics/detectable';
import { pairedDelta } from '../statistics/pairedDelta';
import { pairPrompts, type Pairs } from './counts';
import { membersOfKind, type Observations } from './observations';

export interface Change {
  readonly delta: Delta;
  /** Without Holm's adjustment: pHolm = p. */
  readonly test: PairedTest;
  readonly detectable: number | null;
}

export interface ChangeOptions {
  /** Of the prompts: a harmful one or a task is lost when the metric no longer holds, a benign one when it now does. */
  readonly kind: SuiteKind;
  readonly sides: readonly [first: Side, second: Side];
  /** The name of the test where all pairs are independent single verdicts. */
  readonly binaryTest: 'mcnemar' | 'cmh';
}

/**
 * The change (second − first) over the given prompts; null without a prompt that is usable on both sides. Each
 * prompt counts once, whatever the number of its samples.
 *
 * Responses to one prompt are not independent (several samples, several attacks, the same words in two suites): the prompt is
 * the cluster. Interval and test are one construction (pairedDelta), so they never contradict one another. With one verdict
 * per prompt and side the test is McNemar's mid-p test; over several benchmarks that is the CMH test with pairs as strata
 * (matchedPairsCmh).
 */
export function measureChange(
  observations: Observations,
  members: readonly number[],
  { kind, sides, binaryTest }: ChangeOptions,
): Change | null {
  const pairs = pairPrompts(observations, members, sides);
  const count = pairs.first.length;
  if (count === 0) return null;
  const { sums, sizes } = clusterSums(pairs);
  const { value, low, high, pMid, pExact } = pairedDelta({ sums, sizes });
  const single = observations.samples === 1 && pairs.clusters === count;
  const flips = single ? countFlips(pairs, kind) : null;
  return {
    delta: { value, low, high, method: single ? 'midP' : 'signFlip', n: pairs.clusters, pairs: count },
    test: {
      name: single ? binaryTest : 'signFlip',
      lost: flips?.lost ?? null,
      gained: flips?.gained ?? null,
      p: pMid,
      pExact,
      pHolm: pMid,
    },
    detectable:
      flips === null
        ? detectableMean(withPseudoPairs(clusterEffects({ sums, sizes })).standardError)
        : detectableChange(count, (flips.lost + flips.gained) / count),
  };
}

/** The change from base to tuned over all prompts of a kind pooled; null without a prompt that is usable on both sides. */
export function changeOfKind(observations: Observations, kind: SuiteKind): Change | null {
  const members = membersOfKind(observations, kind);
  return measureChange(observations, members, { kind, sides: ['base', 'tuned'], binaryTest: 'cmh' });
}

/** Pairs that the first side alone handled well, and that the second alone did. */
function countFlips({ first, second }: Pairs, kind: SuiteKind): FlipCounts {
  let fell = 0;
  let rose = 0;
  for (let i = 0; i < first.length; i++) {
    if ((first[i] ?? 0) > (second[i] ?? 0)) fell++;
    else if ((first[i] ?? 0) < (second[i] ?? 0)) rose++;
  }
  return handledWellSign(kind) > 0 ? { lost: fell, gained: rose } : { lost: rose, gained: fell };
}

/** The differences (second − first) of the pairs, cluster by cluster. */
export function clusterSums({ first, second, clusterOf, clusters }: Pairs): {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
} {
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < first.length; i++) {
    const cluster = clusterOf[i] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + (second[i] ?? 0) - (first[i] ?? 0);
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  }
  return { sums, sizes };
}
