// KL(π‖π_ref) of a real policy, estimated from its own samples.
import { bcaInterval } from '../statistics/bca';
import { bootstrapResamples } from '../statistics/clusterDelta';
import { hull, type Interval } from '../statistics/interval';
import { z95 } from '../statistics/normal';

/** Log-probabilities of the tokens of one sequence that the policy itself sampled at temperature 1. */
export interface ScoredSequence {
  /** Samples of one prompt share it. */
  readonly prompt: number;
  readonly logprobs: ArrayLike<number>;
  readonly refLogprobs: ArrayLike<number>;
}

/** Σ_t log π − log π_ref: unbiased for the sequence KL, of either sign. Schulman, Approximating KL Divergence (2020). */
export function k1(sequence: ScoredSequence): number {
  return overTokens(sequence, (d) => d);
}

/**
 * Σ_t e^{−d} − 1 + d with d = log π − log π_ref: never negative, of lower variance, and unbiased too (each term's mean over
 * the token is the KL at that position where π_ref's support is π's; the chain rule adds them up). Schulman (2020).
 */
export function k3(sequence: ScoredSequence): number {
  return overTokens(sequence, (d) => Math.expm1(-d) + d);
}

export interface KlEstimate {
  /** Mean over prompts of the mean over their samples, nats per sequence. */
  readonly value: number;
  /** 95%, over prompts. */
  readonly interval: Interval;
  readonly prompts: number;
  readonly sequences: number;
}

export interface SequenceKl {
  readonly k1: KlEstimate;
  readonly k3: KlEstimate;
}

/**
 * Both estimates with their intervals: the hull of BCa over prompts and the normal interval of the prompt means. null
 * below two prompts, which say nothing about the variation between prompts.
 */
export function sequenceKl(sequences: readonly ScoredSequence[], seed: number): SequenceKl | null {
  const prompts = new Set(sequences.map((sequence) => sequence.prompt));
  if (prompts.size < 2) return null;
  const estimate = (kl: (sequence: ScoredSequence) => number): KlEstimate =>
    promptMean(
      sequences.map((sequence) => ({ prompt: sequence.prompt, value: kl(sequence) })),
      seed,
    );
  return { k1: estimate(k1), k3: atLeastZero(estimate(k3)) };
}

/** One number of a sequence. */
export interface PromptValue {
  /** Samples of one prompt share it. */
  readonly prompt: number;
  readonly value: number;
}

/** The mean over prompts of the mean over their samples, with the interval of `sequenceKl`; of two prompts at least. */
export function promptMean(values: readonly PromptValue[], seed: number): KlEstimate {
  const byPrompt = new Map<number, { sum: number; count: number }>();
  for (const one of values) {
    const known = byPrompt.get(one.prompt) ?? { sum: 0, count: 0 };
    byPrompt.set(one.prompt, { sum: known.sum + one.value, count: known.count + 1 });
  }
  const means = Float64Array.from(byPrompt.values(), ({ sum, count }) => sum / count);
  const n = means.length;
  const value = means.reduce((sum, mean) => sum + mean, 0) / n;
  const squares = means.reduce((sum, mean) => sum + (mean - value) ** 2, 0);
  const half = z95 * Math.sqrt(squares / (n - 1) / n);
  const bca = bcaInterval(
    { sums: means, sizes: new Float64Array(n).fill(1) },
    { resamples: bootstrapResamples, seed },
  );
  return {
    value,
    interval: hull(bca, { low: value - half, high: value + half }),
    prompts: n,
    sequences: values.length,
  };
}

export function atLeastZero(kl: KlEstimate): KlEstimate {
  return { ...kl, interval: { low: Math.max(0, kl.interval.low), high: Math.max(0, kl.interval.high) } };
}

function overTokens({ logprobs, refLogprobs }: ScoredSequence, term: (d: number) => number): number {
  let sum = 0;
  for (let t = 0; t < logprobs.length; t++) sum += term((logprobs[t] ?? 0) - (refLogprobs[t] ?? 0));
  return sum;
}
