// The change between two sides on the same prompts: estimate, interval, test, and what could have been seen.
import type { Side } from '../../protocol/outcomes';
import type { Delta, PairedTest } from '../../protocol/summary';
import { withPseudoPairs } from '../statistics/bonettPrice';
import { clusterDeltaInterval, clusterEffects } from '../statistics/clusterDelta';
import { matchedPairsCmh } from '../statistics/cochranMantelHaenszel';
import { detectableChange, detectableMean } from '../statistics/detectable';
import { newcombeInterval } from '../statistics/newcombe';
import { signFlipTest } from '../statistics/signFlip';
import { pairPrompts, type Pairs } from './counts';
import type { Observations } from './observations';

export interface Change {
  readonly delta: Delta;
  /** Without Holm's adjustment: pHolm = p. */
  readonly test: PairedTest;
  readonly detectable: number | null;
}

export interface ChangeOptions {
  readonly sides: readonly [first: Side, second: Side];
  /** The name of the test where all pairs are independent single verdicts. */
  readonly binaryTest: 'mcnemar' | 'cmh';
  readonly seed: number;
}

/**
 * The change (second − first) over the given prompts; null without a prompt that is usable on both sides. Each
 * prompt counts once, whatever the number of its samples.
 *
 * One verdict per prompt and side, no item twice: Newcombe's interval and McNemar's test (over several
 * benchmarks, the CMH test with pairs as strata: matchedPairsCmh). Several samples, or the same item under
 * several attacks: those responses are not independent; the item is the cluster, with a BCa bootstrap
 * (clusterDelta) and the sign-flip test, of which McNemar's is the special case. The two are then computed
 * separately, so at the edge one may exclude 0 where the other does not.
 */
export function measureChange(
  observations: Observations,
  members: readonly number[],
  { sides, binaryTest, seed }: ChangeOptions,
): Change | null {
  const pairs = pairPrompts(observations, members, sides);
  if (pairs.first.length === 0) return null;
  const single = observations.samples === 1 && pairs.clusters === pairs.first.length;
  return single ? binaryChange(pairs, binaryTest) : clusteredChange(pairs, seed);
}

function binaryChange({ first, second }: Pairs, name: 'mcnemar' | 'cmh'): Change {
  const n = first.length;
  let both = 0;
  let lost = 0;
  let gained = 0;
  for (let i = 0; i < n; i++) {
    if (first[i] === 1 && second[i] === 1) both++;
    else if (first[i] === 1) lost++;
    else if (second[i] === 1) gained++;
  }
  const interval = newcombeInterval({
    both,
    firstOnly: gained,
    secondOnly: lost,
    neither: n - both - lost - gained,
  });
  const { pMid, pExact } = matchedPairsCmh([{ lost, gained }]);
  return {
    delta: { value: (gained - lost) / n, ...interval, method: 'newcombe', n },
    test: { name, lost, gained, p: pMid, pExact, pHolm: pMid },
    detectable: detectableChange(n, (lost + gained) / n),
  };
}

function clusteredChange({ first, second, clusterOf, clusters }: Pairs, seed: number): Change {
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  let total = 0;
  for (let i = 0; i < first.length; i++) {
    const difference = (second[i] ?? 0) - (first[i] ?? 0);
    const cluster = clusterOf[i] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + difference;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    total += difference;
  }
  const interval = clusterDeltaInterval({ sums, sizes }, seed);
  const { pMid, pExact } = signFlipTest(sums, seed);
  const value = total / first.length;
  return {
    delta: {
      value,
      low: Math.min(interval.low, value),
      high: Math.max(interval.high, value),
      method: 'bca',
      n: first.length,
    },
    test: { name: 'clusterBootstrap', lost: null, gained: null, p: pMid, pExact, pHolm: pMid },
    detectable: detectableMean(withPseudoPairs(clusterEffects({ sums, sizes })).standardError),
  };
}
