// Newcombe's score interval for the difference of two paired proportions.
import { clampInterval, type Interval } from './interval';
import { wilsonInterval } from './wilson';

/** The four cells of a paired 2×2 table. */
export interface PairedTable {
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
}

/**
 * The interval of (first − second), within [−1, 1]. Newcombe (1998), Stat. Med. 17:2635–2650, method 10:
 * Wilson limits of the two margins squared and added, with the correlation φ̂ of the table, its numerator
 * continuity-corrected by n/2 where it is positive. No pairs: [−1, 1].
 */
export function newcombeInterval({ both, firstOnly, secondOnly, neither }: PairedTable): Interval {
  const n = both + firstOnly + secondOnly + neither;
  if (n === 0) return { low: -1, high: 1 };
  const first = both + firstOnly;
  const second = both + secondOnly;
  const firstWilson = wilsonInterval(first, n);
  const secondWilson = wilsonInterval(second, n);
  const phi = correctedPhi(
    both * neither - firstOnly * secondOnly,
    Math.sqrt(first * (n - first)) * Math.sqrt(second * (n - second)),
    n,
  );
  const difference = (firstOnly - secondOnly) / n;
  const below = combined(first / n - firstWilson.low, secondWilson.high - second / n, phi);
  const above = combined(second / n - secondWilson.low, firstWilson.high - first / n, phi);
  return clampInterval({ low: difference - below, high: difference + above }, -1, 1);
}

function correctedPhi(determinant: number, denominator: number, n: number): number {
  if (denominator === 0) return 0;
  const numerator = determinant > 0 ? Math.max(determinant - n / 2, 0) : determinant;
  return numerator / denominator;
}

function combined(x: number, y: number, phi: number): number {
  return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
}
