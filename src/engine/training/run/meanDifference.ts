// The mean difference of paired values, as a comparison has it: interval, and what could have been seen. Pure.
import type { MeasuredDelta } from '../../../protocol/training';
import { bcaInterval } from '../../../safety/statistics/bca';
import { withPseudoPairs } from '../../../safety/statistics/bonettPrice';
import { bootstrapResamples, clusterEffects } from '../../../safety/statistics/clusterDelta';
import { detectableChange, detectableMean } from '../../../safety/statistics/detectable';
import { pairedDelta } from '../../../safety/statistics/pairedDelta';

/**
 * Over clusters (prompts), each with the differences of its pairs. Differences within [−1, 1] (rates, most rewards): the
 * interval that belongs to the sign-flip test, McNemar's where a prompt has one answer (pairedDelta). Wider ones (a reward
 * model's scores): BCa over clusters (bcaInterval), without a smallest detectable change.
 */
export function meanDifference(clusters: readonly (readonly number[])[]): MeasuredDelta {
  const sums = Float64Array.from(clusters, (own) => own.reduce((sum, one) => sum + one, 0));
  const sizes = Float64Array.from(clusters, (own) => own.length);
  const differences = clusters.flat();
  const value = differences.reduce((sum, one) => sum + one, 0) / Math.max(1, differences.length);
  if (differences.some((one) => Math.abs(one) > 1)) {
    const { low, high } = bcaInterval({ sums, sizes }, { resamples: bootstrapResamples, seed: 0 });
    return { value, low, high, detectable: null };
  }
  const { low, high } = pairedDelta({ sums, sizes });
  const flips = clusters.every((own) => own.length === 1) && differences.every(Number.isInteger);
  const detectable = flips
    ? detectableChange(differences.length, differences.filter((one) => one !== 0).length / differences.length)
    : detectableMean(withPseudoPairs(clusterEffects({ sums, sizes })).standardError);
  return { value, low, high, detectable };
}
