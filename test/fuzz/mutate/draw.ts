// Draws from a seeded stream. Knows nothing of what is drawn.
import type { Random } from '../../../src/safety/random';

/** A whole number from 0 to `count` - 1. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of `values`, which are not empty. */
export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new RangeError('There is nothing to pick from.');
  return value;
}

export function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** Mostly short, at times as long as there is room for. */
export function spanLength(random: Random, room: number): number {
  return Math.max(1, Math.ceil(room * random() ** 6));
}
