// What every online algorithm feeds its loss: log-probabilities, advantages, weights and shares.
import type { BatchTargets, SampleInputs, ScoredSample } from './algorithm';

/** Old (and reference, where there are any) log-probabilities of a sample. */
export function logprobInputs(sample: ScoredSample, needsReference: boolean): SampleInputs {
  if (!needsReference) return { oldLogprobs: sample.oldLogprobs };
  return { oldLogprobs: sample.oldLogprobs, refLogprobs: requireReference(sample) };
}

/** @throws Error where the reference has not scored the sample. */
export function requireReference({ refLogprobs }: ScoredSample): Float32Array {
  if (refLogprobs === null) throw new Error('The algorithm needs reference log-probabilities.');
  return refLogprobs;
}

/** One advantage for all tokens of a sample. */
export function constantAdvantages(
  samples: readonly ScoredSample[],
  advantages: readonly number[],
  needsReference: boolean,
): BatchTargets {
  return {
    inputs: samples.map((sample, index) => ({
      ...logprobInputs(sample, needsReference),
      advantages: new Float32Array(sample.length).fill(advantages[index] ?? 0),
    })),
    advantages,
  };
}

/** One advantage per token. */
export function tokenAdvantages(
  samples: readonly ScoredSample[],
  advantages: readonly Float64Array[],
  needsReference: boolean,
): BatchTargets {
  return {
    inputs: samples.map((sample, index) => ({
      ...logprobInputs(sample, needsReference),
      advantages: Float32Array.from(advantages[index] ?? []),
    })),
    advantages: advantages.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  };
}

/** A weight per token of each sample from its length, and shares of 1 / tokens of the step. */
export function tokenWeights(
  lengths: readonly number[],
  weightOf: (length: number, totals: { readonly samples: number; readonly tokens: number }) => number,
): SampleInputs[] {
  const totals = { samples: lengths.length, tokens: lengths.reduce((sum, length) => sum + length, 0) };
  return lengths.map((length) => ({
    weights: new Float32Array(length).fill(weightOf(length, totals)),
    shares: new Float32Array(length).fill(1 / totals.tokens),
  }));
}

/** 1 / tokens of the step for every token: the mean over all of its tokens. */
export function tokenMeanWeights(lengths: readonly number[]): SampleInputs[] {
  return tokenWeights(lengths, (_, { tokens }) => 1 / tokens);
}
