// What every online algorithm feeds its loss: log-probabilities, advantages, weights and shares.
import type { BatchTargets, SampleInputs, ScoredSample } from './algorithm';

/** Old and reference log-probabilities of a sample. */
export function logprobInputs({ oldLogprobs, refLogprobs }: ScoredSample): SampleInputs {
  return { oldLogprobs, refLogprobs };
}

/** One advantage for all tokens of a sample. */
export function constantAdvantages(
  samples: readonly ScoredSample[],
  advantages: readonly number[],
): BatchTargets {
  return {
    inputs: samples.map((sample, index) => ({
      ...logprobInputs(sample),
      advantages: new Float32Array(sample.length).fill(advantages[index] ?? 0),
    })),
    advantages,
  };
}

/** One advantage per token. */
export function tokenAdvantages(
  samples: readonly ScoredSample[],
  advantages: readonly Float64Array[],
): BatchTargets {
  return {
    inputs: samples.map((sample, index) => ({
      ...logprobInputs(sample),
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
