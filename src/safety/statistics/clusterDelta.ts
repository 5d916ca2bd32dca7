// The interval of a mean paired difference where prompts, not responses, are independent.
import { bcaInterval, type ClusterSums } from './bca';
import { bonettPriceInterval } from './bonettPrice';
import { clampInterval, hull, type Interval } from './interval';

export const bootstrapResamples = 10_000;

/** Below this many clusters, or this many that differ from the rest, a bootstrap alone is too narrow. */
const fewClusters = 20;
const fewDiffering = 10;

/**
 * BCa over clusters (see bca.ts). A bootstrap can't show what it has not seen: with all differences equal its
 * interval has no width, and with two flips in a thousand prompts it ends at 0. Where there are fewer than 20
 * clusters, or fewer than 10 that differ from the most common value, the result is therefore the hull of the
 * BCa and of Bonett & Price's interval. No cluster: [−1, 1].
 */
export function clusterDeltaInterval(clusters: ClusterSums, seed: number): Interval {
  const n = clusters.sums.length;
  if (n === 0) return { low: -1, high: 1 };
  const effects = clusterEffects(clusters);
  const bca = bcaInterval(clusters, { resamples: bootstrapResamples, seed });
  const sparse = n < fewClusters || n - mostCommonCount(effects) < fewDiffering;
  return clampInterval(sparse ? hull(bca, bonettPriceInterval(effects)) : bca, -1, 1);
}

/** Each cluster's contribution in units of the mean cluster size: their mean is the statistic. */
export function clusterEffects({ sums, sizes }: ClusterSums): Float64Array {
  let size = 0;
  for (const one of sizes) size += one;
  const meanSize = size / sizes.length;
  return sums.map((sum) => sum / meanSize);
}

function mostCommonCount(values: Float64Array): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (const value of values) {
    const key = Math.round(value * 1e9);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    most = Math.max(most, count);
  }
  return most;
}
