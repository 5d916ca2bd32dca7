// What the offline baselines, SFT and DPO, feed their losses.
import type { SampleInputs } from './algorithm';
import { tokenMeanWeights } from './sampleInputs';

/** Weights of the completions of one SFT optimisation step, from their lengths: the mean over all completion tokens. */
export function sftInputs(lengths: readonly number[]): SampleInputs[] {
  return tokenMeanWeights(lengths).map(({ weights = new Float32Array() }) => ({ weights }));
}

/** Reference log-probabilities of a pair's completions, one per completion token. */
export interface ReferencePair {
  readonly chosen: Float32Array;
  readonly rejected: Float32Array;
}

/**
 * Inputs of `dpoLoss` for the pairs of one optimisation step: the mean over pairs. A pair is one row of the loss whose
 * tokens are the chosen completion's, then the rejected one's.
 */
export function dpoInputs(pairs: readonly ReferencePair[]): SampleInputs[] {
  return pairs.map(({ chosen, rejected }) => {
    const length = chosen.length + rejected.length;
    const refLogprobs = new Float32Array(length);
    refLogprobs.set(chosen);
    refLogprobs.set(rejected, chosen.length);
    return {
      refLogprobs,
      signs: new Float32Array(length).fill(1).fill(-1, chosen.length),
      weights: Float32Array.of(1 / pairs.length),
    };
  });
}

/** TRL's β of DPO. */
export const dpoBeta = 0.1;
