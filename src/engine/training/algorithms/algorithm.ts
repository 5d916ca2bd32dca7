// What an algorithm is: rewards in, advantages and weights of tokens out, and the loss that uses them. Pure arithmetic;
// it neither samples nor touches a model.
import type { OnlineAlgorithmId } from '../../../protocol/training';
import type { Loss } from '../losses/loss';

/** A completion with everything that its advantage may depend on. */
export interface ScoredSample {
  /** Samples of one prompt share it. */
  readonly group: number;
  /** null: no verifier could score it. It counts in no mean, its advantage is 0. */
  readonly reward: number | null;
  /** Number of completion tokens, at least 1. */
  readonly length: number;
  /** Cut by the token limit rather than ended. */
  readonly truncated: boolean;
  /** [length] each: log-probabilities when it was sampled, and under the reference; values (PPO). */
  readonly oldLogprobs: Float32Array;
  readonly refLogprobs: Float32Array;
  readonly values: Float32Array | null;
}

/** What a loss is fed for one sample or pair, by input name: [length] for a token input, [1] for a row input. */
export type SampleInputs = Readonly<Record<string, Float32Array>>;

export interface BatchTargets {
  /** Per sample. Everything that stays the same however often the batch is used. */
  readonly inputs: readonly SampleInputs[];
  /** Mean advantage per sample, for the rollout table. */
  readonly advantages: readonly number[];
}

export interface AlgorithmSettings {
  /** KL coefficient β. */
  readonly beta: number;
  /**
   * GRPO, Dr. GRPO, DAPO: multiply k3 by the probability ratio, so that its gradient is that of KL(π‖π_ref); without, it is
   * that of KL(π_ref‖π). TRL's use_bias_correction_kl.
   */
  readonly correctKl: boolean;
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

/**
 * An algorithm that learns from sampled and scored completions. A trainer asks for `targets` once per batch of rollouts,
 * for `weights` once per optimisation step (over the samples of that step), and puts both together per micro-batch with
 * `lossFeeds`. Old log-probabilities stay those of sampling, so ratios are right in every later step on the same batch.
 */
export interface OnlineAlgorithm {
  readonly id: OnlineAlgorithmId;
  /** Paper's or TRL's values for completions of at most so many tokens. */
  readonly defaults: (maxCompletionLength: number) => AlgorithmSettings;
  readonly needsValues: boolean;
  /** Whose rewards a completion is measured against: those of its prompt, or those of the whole step. */
  readonly comparesWithin: 'group' | 'batch';
  /** Groups without any difference in reward are drawn again (DAPO's dynamic sampling). */
  readonly resamplesFlatGroups: boolean;
  readonly loss: (settings: AlgorithmSettings) => Loss;
  /** Targets of the whole batch of rollouts: baselines and normalisation are over all of its samples. */
  readonly targets: (samples: readonly ScoredSample[], settings: AlgorithmSettings) => BatchTargets;
  /** Weights and metric shares of the samples of one optimisation step, from their lengths: what sums become means by. */
  readonly weights: (lengths: readonly number[], settings: AlgorithmSettings) => readonly SampleInputs[];
}
