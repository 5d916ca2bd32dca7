// The bias-corrected and accelerated bootstrap interval of a mean over clusters.
import { seededRandom, type Random } from '../random';
import { binomialVariate } from './binomialVariate';
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

/**
 * Clusters that are equal in sum and size are one kind, and a resample is a multinomial draw of how many of each
 * kind it has. With few samples per prompt there are few kinds, and this costs the same for any number of
 * prompts.
 */
function bootstrapRatios(clusters: ClusterSums, resamples: number, seed: number): Float64Array {
  const n = clusters.sums.length;
  const kinds = kindsOf(clusters);
  const random = seededRandom(seed);
  const draws = new Float64Array(resamples);
  // A multinomial draw takes about as long as 40 single ones per kind.
  const byKind = kinds.length * 40 < n;
  for (let b = 0; b < resamples; b++) {
    draws[b] = byKind ? multinomialRatio(kinds, n, random) : resampledRatio(clusters, random);
  }
  return draws;
}

interface Kind {
  readonly sum: number;
  readonly size: number;
  readonly count: number;
}

/** The most frequent first, so that the later draws are small. */
function kindsOf({ sums, sizes }: ClusterSums): Kind[] {
  const kinds = new Map<string, { sum: number; size: number; count: number }>();
  for (const [i, sum] of sums.entries()) {
    const size = sizes[i] ?? 0;
    const key = `${Math.round(sum * 1e9)}/${size}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { sum, size, count: 1 });
    else kind.count++;
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

function multinomialRatio(kinds: readonly Kind[], n: number, random: Random): number {
  let sum = 0;
  let size = 0;
  let left = n;
  let leftCount = n;
  for (const kind of kinds) {
    const drawn = binomialVariate(left, kind.count / leftCount, random);
    sum += drawn * kind.sum;
    size += drawn * kind.size;
    left -= drawn;
    leftCount -= kind.count;
    if (left === 0) break;
  }
  return sum / size;
}

function resampledRatio({ sums, sizes }: ClusterSums, random: Random): number {
  const n = sums.length;
  let sum = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    const drawn = Math.trunc(random() * n);
    sum += sums[drawn] ?? 0;
    size += sizes[drawn] ?? 0;
  }
  return sum / size;
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
