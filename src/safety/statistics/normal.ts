// The standard normal distribution, and normal variates from the project's one source of randomness.
import cdf from '@stdlib/stats-base-dists-normal-cdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Random } from '../random';

/** Two-sided 95%: the 97.5% quantile. */
export const z95 = 1.959963984540054;

export function normalCdf(x: number): number {
  return cdf(x, 0, 1);
}

/** ±∞ at 0 and 1. */
export function normalQuantile(p: number): number {
  return quantile(p, 0, 1);
}

/** One standard normal variate, by inversion at the middle of one of 2³² cells, so that it is always finite. */
export function normalVariate(random: Random): number {
  return normalQuantile(random() + 2 ** -33);
}
