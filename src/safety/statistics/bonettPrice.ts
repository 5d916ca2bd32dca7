// An interval for the mean of paired differences that stays honest where almost no pair differs.
import { clampInterval, type Interval } from './interval';
import { z95 } from './normal';

/**
 * Bonett & Price (2012), J. Educ. Behav. Stat. 37:479–488: the Wald interval after one pair has been added to
 * each kind of discordance, that is, a difference of +1 and one of −1. Here the differences may also be
 * fractions (means over several samples), for which the same two pseudo-pairs are added; with differences in
 * {−1, 0, 1} it is their interval. Recommended for paired proportions by Fagerland, Lydersen & Laake (2014),
 * Stat. Med. 33:2850–2875. Unlike any bootstrap it has a width where all differences are equal.
 */
export function bonettPriceInterval(differences: ArrayLike<number>): Interval {
  const moments = withPseudoPairs(differences);
  const half = z95 * moments.standardError;
  return clampInterval({ low: moments.mean - half, high: moments.mean + half }, -1, 1);
}

/** Mean of the differences with ±1 added, and its standard error. */
export function withPseudoPairs(differences: ArrayLike<number>): {
  readonly mean: number;
  readonly standardError: number;
} {
  const n = differences.length + 2;
  let sum = 0;
  let squares = 2;
  for (let i = 0; i < differences.length; i++) {
    const difference = differences[i] ?? 0;
    sum += difference;
    squares += difference * difference;
  }
  const mean = sum / n;
  return { mean, standardError: Math.sqrt(Math.max(0, squares / n - mean * mean) / n) };
}
