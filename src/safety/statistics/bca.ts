// The bias-corrected and accelerated bootstrap interval of a mean over clusters.
import { seededRandom } from '../random';
import { clamp, type Interval } from './interval';
import { normalCdf, normalQuantile, z95 } from './normal';

/** Cluster i has the sum `sums[i]` over `sizes[i]` rows; the statistic is Σ sums / Σ sizes. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

export interface BcaOptions {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * Efron (1987), JASA 82:171–185; Efron & Tibshirani (1993), An Introduction to the Bootstrap, eqs. 14.9,
 * 14.10, 14.14 (bias from the share of resamples below the estimate) and 14.15 (acceleration from the
 * jackknife over clusters). Whole clusters are drawn with replacement. The data are discrete, so resamples
 * that equal the estimate count half towards the bias.
 *
 * Where all clusters are alike the result has no width; callers guard against that (clusterDelta).
 */
export function bcaInterval(clusters: ClusterSums, { resamples, seed }: BcaOptions): Interval {
  const estimate = ratio(clusters.sums, clusters.sizes);
  const acceleration = jackknifeAcceleration(clusters);
  const draws = bootstrapRatios(clusters, resamples, seed).sort();
  const tolerance = 1e-12;
  let below = 0;
  let equal = 0;
  for (const draw of draws) {
    if (draw < estimate - tolerance) below++;
    else if (draw <= estimate + tolerance) equal++;
  }
  const share = clamp((below + equal / 2) / resamples, 0.5 / resamples, 1 - 0.5 / resamples);
  const bias = normalQuantile(share);
  const limit = (z: number): number => {
    const shifted = bias + z;
    const denominator = 1 - acceleration * shifted;
    // Beyond the pole the adjusted quantile is the extreme itself.
    const level = denominator > 0 ? normalCdf(bias + shifted / denominator) : z < 0 ? 0 : 1;
    return quantileOf(draws, level);
  };
  return { low: Math.min(limit(-z95), estimate), high: Math.max(limit(z95), estimate) };
}

function ratio(sums: Float64Array, sizes: Float64Array): number {
  let sum = 0;
  let size = 0;
  for (let i = 0; i < sums.length; i++) {
    sum += sums[i] ?? 0;
    size += sizes[i] ?? 0;
  }
  return sum / size;
}

function bootstrapRatios({ sums, sizes }: ClusterSums, resamples: number, seed: number): Float64Array {
  const n = sums.length;
  const draws = new Float64Array(resamples);
  const random = seededRandom(seed);
  const equalSizes = sizes.every((size) => size === sizes[0]);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    let size = 0;
    if (equalSizes) {
      for (let i = 0; i < n; i++) sum += sums[Math.trunc(random() * n)] ?? 0;
      size = n * (sizes[0] ?? 1);
    } else {
      for (let i = 0; i < n; i++) {
        const drawn = Math.trunc(random() * n);
        sum += sums[drawn] ?? 0;
        size += sizes[drawn] ?? 0;
      }
    }
    draws[b] = sum / size;
  }
  return draws;
}

/** Σ(θ̄ − θ₍ᵢ₎)³ / (6·(Σ(θ̄ − θ₍ᵢ₎)²)^{3/2}); 0 where nothing varies. */
function jackknifeAcceleration({ sums, sizes }: ClusterSums): number {
  const n = sums.length;
  if (n < 2) return 0;
  let sum = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    sum += sums[i] ?? 0;
    size += sizes[i] ?? 0;
  }
  const left = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    const without = (sum - (sums[i] ?? 0)) / (size - (sizes[i] ?? 0));
    left[i] = without;
    mean += without / n;
  }
  let squares = 0;
  let cubes = 0;
  for (const without of left) {
    const deviation = mean - without;
    squares += deviation ** 2;
    cubes += deviation ** 3;
  }
  return squares > 1e-24 ? cubes / (6 * squares ** 1.5) : 0;
}

/** Linear interpolation between order statistics, as R's type 7. */
export function quantileOf(sorted: Float64Array, level: number): number {
  const position = clamp(level, 0, 1) * (sorted.length - 1);
  const lower = Math.floor(position);
  const low = sorted[lower] ?? 0;
  const high = sorted[Math.min(lower + 1, sorted.length - 1)] ?? 0;
  return low + (position - lower) * (high - low);
}
