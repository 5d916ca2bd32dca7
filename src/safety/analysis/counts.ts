// Counting verdicts: one side's rate, pairs of two sides, and what the unusable verdicts could have been.
import type { Side } from '../../protocol/outcomes';
import type { Rate } from '../../protocol/summary';
import type { Interval } from '../statistics/interval';
import { clusteredRate, type ClusteredRate } from '../statistics/clusteredRate';
import { state, type Observations } from './observations';

/** One prompt on one side: usable verdicts, positive ones among them, and unusable ones. */
interface PromptCount {
  readonly usable: number;
  readonly positive: number;
  readonly unusable: number;
}

function countPrompt({ states, samples }: Observations, side: Side, prompt: number): PromptCount {
  const cells = states[side];
  let usable = 0;
  let positive = 0;
  let unusable = 0;
  for (let cell = prompt * samples; cell < (prompt + 1) * samples; cell++) {
    const value = cells[cell];
    if (value === state.positive) positive++;
    if (value === state.positive || value === state.negative) usable++;
    else if (value === state.unusable) unusable++;
  }
  return { usable, positive, unusable };
}

/** Which prompts are one cluster, those of one item, numbered from 0 without gaps. */
function clusterPrompts(
  { itemOf, items }: Observations,
  members: readonly number[],
): { readonly clusterOf: Int32Array; readonly clusters: number } {
  const numbers = new Int32Array(items).fill(-1);
  let clusters = 0;
  const clusterOf = new Int32Array(members.length);
  for (const [i, member] of members.entries()) {
    const item = itemOf[member] ?? 0;
    let number = numbers[item] ?? -1;
    if (number < 0) {
      number = clusters++;
      numbers[item] = number;
    }
    clusterOf[i] = number;
  }
  return { clusterOf, clusters };
}

/** The rate of one side over all its usable verdicts, whatever the other side has. */
export function sideRate(
  observations: Observations,
  members: readonly number[],
  side: Side,
): ClusteredRate | null {
  const { clusterOf, clusters } = clusterPrompts(observations, members);
  const k = new Float64Array(clusters);
  const n = new Float64Array(clusters);
  for (const [i, member] of members.entries()) {
    const { usable, positive } = countPrompt(observations, side, member);
    const cluster = clusterOf[i] ?? 0;
    k[cluster] = (k[cluster] ?? 0) + positive;
    n[cluster] = (n[cluster] ?? 0) + usable;
  }
  return clusteredRate({ k, n });
}

/**
 * How often the verdict (on the metric) differs between two sides, over pairs of responses with the same prompt
 * and sample number that are usable on both.
 */
export function flipRate(
  observations: Observations,
  members: readonly number[],
  [first, second]: readonly [Side, Side],
): Rate | null {
  const { states, samples } = observations;
  const { clusterOf, clusters } = clusterPrompts(observations, members);
  const k = new Float64Array(clusters);
  const n = new Float64Array(clusters);
  for (const [i, member] of members.entries()) {
    const cluster = clusterOf[i] ?? 0;
    for (let cell = member * samples; cell < (member + 1) * samples; cell++) {
      const one = states[first][cell] ?? state.absent;
      const other = states[second][cell] ?? state.absent;
      if (one < state.negative || other < state.negative) continue;
      n[cluster] = (n[cluster] ?? 0) + 1;
      if (one !== other) k[cluster] = (k[cluster] ?? 0) + 1;
    }
  }
  return toRate(clusteredRate({ k, n }));
}

export function toRate(rate: ClusteredRate | null): Rate | null {
  if (rate === null) return null;
  return { k: rate.k, n: rate.n, rate: rate.rate, low: rate.low, high: rate.high };
}

/** Prompts with a usable verdict on both sides; shares of positive verdicts, in the order of the prompts. */
export interface Pairs {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Numbers from 0 to `clusters` − 1. */
  readonly clusterOf: Int32Array;
  readonly clusters: number;
}

export function pairPrompts(
  observations: Observations,
  members: readonly number[],
  [first, second]: readonly [Side, Side],
): Pairs {
  const kept: number[] = [];
  const firstShares: number[] = [];
  const secondShares: number[] = [];
  for (const member of members) {
    const one = countPrompt(observations, first, member);
    const other = countPrompt(observations, second, member);
    if (one.usable === 0 || other.usable === 0) continue;
    kept.push(member);
    firstShares.push(one.positive / one.usable);
    secondShares.push(other.positive / other.usable);
  }
  return {
    first: Float64Array.from(firstShares),
    second: Float64Array.from(secondShares),
    ...clusterPrompts(observations, kept),
  };
}

/**
 * The delta (tuned − base) if every unusable verdict had gone the worse way for it, and the better way, over
 * prompts with a response on both sides. Null where all verdicts are usable. This is no interval: sampling
 * error comes on top.
 */
export function deltaBounds(observations: Observations, members: readonly number[]): Interval | null {
  let low = 0;
  let high = 0;
  let prompts = 0;
  let unusable = 0;
  for (const member of members) {
    const base = countPrompt(observations, 'base', member);
    const tuned = countPrompt(observations, 'tuned', member);
    const baseAll = base.usable + base.unusable;
    const tunedAll = tuned.usable + tuned.unusable;
    if (baseAll === 0 || tunedAll === 0) continue;
    prompts++;
    unusable += base.unusable + tuned.unusable;
    low += tuned.positive / tunedAll - (base.positive + base.unusable) / baseAll;
    high += (tuned.positive + tuned.unusable) / tunedAll - base.positive / baseAll;
  }
  return unusable === 0 ? null : { low: low / prompts, high: high / prompts };
}
