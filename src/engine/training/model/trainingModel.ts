// What the trainer knows of a model that is trained: tensors to move, scores, gradients. Knows no algorithm.
import type { Adapter } from '../../adapters/adapter';

/** A tensor that is trained: a matrix of an adapter, a weight, or a head. */
export interface Trainable {
  /** PEFT's or Hugging Face's name, as it is saved. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major; the optimiser writes into it, and the next pass reads it. */
  readonly data: Float32Array;
  /** Whether weight decay applies (not to norms and biases). */
  readonly decays: boolean;
}

/** A prompt and what follows it. */
export interface TrainingSequence {
  readonly ids: readonly number[];
  /** Positions (≥ 1) of the tokens that are trained. */
  readonly scored: readonly number[];
}

/** Rows of token ids, right-padded by the model itself; which tokens are trained, in row order. */
export interface TrainingRows {
  /** Prompt and completion of each row. */
  readonly ids: readonly (readonly number[])[];
  /** Per row, the positions in `ids` (≥ 1) whose tokens are scored; all rows together give [tokens]. */
  readonly scored: readonly (readonly number[])[];
  /**
   * How many rows, one after the other, go through the model behind one copy of the prompt that they share; their sum is
   * the number of rows. Left out: each row alone. Results do not depend on it.
   */
  readonly packs?: readonly number[];
}

export interface TokenScores {
  /** [tokens], in the order of `scored`. */
  readonly logprobs: Float32Array;
  /** [tokens]; null without a value head. */
  readonly values: Float32Array | null;
}

/** Scores of sequences: [scored tokens] each. */
export interface ScoredRows {
  readonly logprobs: readonly Float32Array[];
  /** null without a value head. */
  readonly values: readonly Float32Array[] | null;
}

export interface GradientStep {
  readonly loss: number;
  /** The loss's sums over the micro-batch. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly entropySum: number;
}

/** Data of a loss's inputs: [tokens], [rows], [rows · tokens] or [1], by the input's kind. */
export type LossFeeds = Readonly<Record<string, Float32Array>>;

export interface TrainingModel {
  readonly trainables: readonly Trainable[];
  /** The adapter whose matrices are among the trainables; null: all parameters are trained. */
  readonly adapter: Adapter | null;
  /**
   * Forward only, any number of rows (split by the model into micro-batches that fit).
   * `reference`: the start of training. That is the base where the adapter is new, and base and adapter where one is
   * trained further (as TRL, whose `ref` adapter is a copy of the first).
   */
  score(rows: TrainingRows, policy: 'current' | 'reference', signal?: AbortSignal): Promise<TokenScores>;
  /**
   * The residual stream behind some layers, at the position that predicts each scored token: forward only, without dropout.
   * @returns by layer in the order of `layers`, by row: [scored tokens · hidden]
   * @throws GuardrailError cancelled, memoryLimit
   */
  states(
    rows: readonly TrainingSequence[],
    layers: readonly number[],
    policy: 'current' | 'reference',
    signal?: AbortSignal,
  ): Promise<readonly (readonly Float32Array[])[]>;
  /**
   * Forward and backward of one micro-batch; adds its gradients to `gradients`, which match `trainables` one by one.
   * @param dropoutSeed what the dropout masks depend on (with the model's own seed): a resumed run gives the same seeds
   * @throws GuardrailError memoryLimit
   */
  accumulate(
    rows: TrainingRows,
    feeds: LossFeeds,
    gradients: readonly Float32Array[],
    dropoutSeed?: number,
  ): Promise<GradientStep>;
  dispose(): Promise<void>;
}
