// What an algorithm is: rewards in, advantages and weights of tokens out, and the loss that uses them. Pure arithmetic;
// it neither samples nor touches a model.
import type { AlgorithmId } from '../../../protocol/training';
import type { Loss } from '../losses/loss';

/** A completion with everything that its advantage may depend on. */
export interface ScoredSample {
  /** Samples of one prompt share it. */
  readonly group: number;
  readonly reward: number;
  /** Number of completion tokens. */
  readonly length: number;
  /** Cut by the token limit rather than ended. */
  readonly truncated: boolean;
  /** [length] each: log-probabilities when it was sampled; under the reference (null: not needed); values (PPO). */
  readonly oldLogprobs: Float32Array;
  readonly refLogprobs: Float32Array | null;
  readonly values: Float32Array | null;
}

export interface TokenTargets {
  /** [length] per sample: what the loss's token inputs are fed, by input name. */
  readonly inputs: readonly Readonly<Record<string, Float32Array>>[];
  /** Mean advantage per sample, for the rollout table. */
  readonly advantages: readonly number[];
}

export interface AlgorithmSettings {
  /** KL coefficient β. */
  readonly beta: number;
  /** Clip range below and above 1. */
  readonly epsilon: number;
  readonly epsilonHigh: number;
  /** PPO and REINFORCE++: discount γ and GAE λ. */
  readonly gamma: number;
  readonly lambda: number;
  /** PPO: weight of the value loss, and its clip range. */
  readonly valueCoefficient: number;
  readonly valueClip: number;
  /** Dr. GRPO's constant divisor, and DAPO's length for the overlong penalty: tokens. */
  readonly maxCompletionLength: number;
  /** DAPO: the last tokens before the limit in which the penalty grows (L_cache); 0 is off. */
  readonly overlongBuffer: number;
}

/** An algorithm that learns from sampled and scored completions. */
export interface OnlineAlgorithm {
  readonly id: AlgorithmId;
  readonly needsReference: (settings: AlgorithmSettings) => boolean;
  readonly needsValues: boolean;
  /** Groups without any difference in reward are drawn again (DAPO's dynamic sampling). */
  readonly resamplesFlatGroups: boolean;
  readonly loss: (settings: AlgorithmSettings) => Loss;
  /** Targets of the whole batch: normalisation is over all of its samples, whatever micro-batches follow. */
  readonly targets: (samples: readonly ScoredSample[], settings: AlgorithmSettings) => TokenTargets;
}
