// A proportion with its interval where several observations share a prompt and so are not independent.
import { clamp, type Interval } from './interval';
import { wilsonInterval } from './wilson';

/** `k[i]` positives of `n[i]` observations in cluster i (one prompt). Clusters with n = 0 are left out. */
export interface Clusters {
  readonly k: ArrayLike<number>;
  readonly n: ArrayLike<number>;
}

export interface ClusteredRate extends Interval {
  readonly k: number;
  readonly n: number;
  readonly rate: number;
  /** The number of independent observations that would be as informative. */
  readonly effectiveN: number;
}

/**
 * Wilson's interval with n divided by the design effect, which is the cluster-robust variance of the ratio
 * Σk/Σn (Cochran 1977, Sampling Techniques, eq. 6.13) over the binomial one; Dean & Pagano (2015), J. Surv.
 * Stat. Methodol. 3:484–503, recommend this Wilson form. The design effect is never taken below 1, nor may
 * the effective n fall below the number of clusters. Where all observations are alike the clusters say
 * nothing about the design effect, and the number of clusters is taken. One observation per cluster gives
 * Wilson's interval itself. Null where there is no observation.
 */
export function clusteredRate({ k, n }: Clusters): ClusteredRate | null {
  let positives = 0;
  let observations = 0;
  let clusters = 0;
  for (let i = 0; i < n.length; i++) {
    const size = n[i] ?? 0;
    if (size === 0) continue;
    clusters++;
    positives += k[i] ?? 0;
    observations += size;
  }
  if (observations === 0) return null;
  const rate = positives / observations;
  const effectiveN = effectiveSize({ k, n }, rate, observations, clusters);
  const { low, high } = wilsonInterval(rate * effectiveN, effectiveN);
  return { k: positives, n: observations, rate, low, high, effectiveN };
}

function effectiveSize({ k, n }: Clusters, rate: number, observations: number, clusters: number): number {
  if (observations === clusters) return observations;
  if (rate === 0 || rate === 1 || clusters < 2) return clusters;
  let squares = 0;
  for (let i = 0; i < n.length; i++) squares += ((k[i] ?? 0) - rate * (n[i] ?? 0)) ** 2;
  const robust = ((squares / observations ** 2) * clusters) / (clusters - 1);
  const binomial = (rate * (1 - rate)) / observations;
  return clamp((observations * binomial) / robust, clusters, observations);
}
