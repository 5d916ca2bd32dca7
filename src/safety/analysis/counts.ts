// Counting verdicts: one side's rate, pairs of two sides, and what the unusable verdicts could have been.
import type { Side } from '../../protocol/outcomes';
import type { Missing, Rate } from '../../protocol/summary';
import { clusteredRate, type ClusteredRate } from '../statistics/clusteredRate';
import { signFlipTest } from '../statistics/signFlip';
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
export function clusterPrompts(
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
  /** The prompts, as indices into Observations.prompts. */
  readonly members: readonly number[];
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
    members: kept,
    first: Float64Array.from(firstShares),
    second: Float64Array.from(secondShares),
    ...clusterPrompts(observations, kept),
  };
}

/** All answers without a usable verdict, and questions without an answer, of the two sides that are compared. */
export function countMissing(observations: Observations, members: readonly number[]): Missing {
  const { clusterOf, clusters } = clusterPrompts(observations, members);
  const differences = new Float64Array(clusters);
  let [base, tuned, ofBase, ofTuned] = [0, 0, 0, 0];
  for (const [i, member] of members.entries()) {
    const one = countPrompt(observations, 'base', member);
    const other = countPrompt(observations, 'tuned', member);
    base += one.unusable;
    tuned += other.unusable;
    ofBase += one.unusable + one.usable;
    ofTuned += other.unusable + other.usable;
    if (one.unusable + one.usable === 0 || other.unusable + other.usable === 0) continue;
    const cluster = clusterOf[i] ?? 0;
    const difference =
      other.unusable / (other.unusable + other.usable) - one.unusable / (one.unusable + one.usable);
    differences[cluster] = (differences[cluster] ?? 0) + difference;
  }
  return { base, tuned, of: { base: ofBase, tuned: ofTuned }, p: signFlipTest(differences).pMid };
}

/** The same observations with every unusable verdict gone the way that makes the delta (tuned − base) lowest or highest. */
export function withExtremes(observations: Observations, end: 'low' | 'high'): Observations {
  const fill = (cells: Uint8Array, value: number): Uint8Array =>
    cells.map((cell) => (cell === state.unusable ? value : cell));
  const { base, tuned, control } = observations.states;
  const [first, second] = end === 'low' ? [state.positive, state.negative] : [state.negative, state.positive];
  return { ...observations, states: { base: fill(base, first), tuned: fill(tuned, second), control } };
}
