// What may look at or change a generation at each step, as small composable parts. The generator knows their shapes and
// nothing of their purposes.
import type { CriticCorrection } from '../models/criticCorrection';
import type { ResidualEdit } from '../models/residualStream';
import type { SafetyExpert } from '../models/safetyExpert';

/** A row at the moment when its next token is chosen. The arrays are the generator's: read, not kept. */
export interface StepContext {
  /** The row's own number; in `score` and `logits` its index. */
  readonly id: number;
  readonly promptIds: readonly number[];
  /** Generated so far. */
  readonly tokenIds: readonly number[];
}

/**
 * Changes the next token's logits in place, float32 [vocabulary], before temperature, top-k and top-p. The
 * log-probabilities of the row are those of the changed logits. -Infinity forbids a token.
 */
export type LogitsProcessor = (context: StepContext, logits: Float32Array) => void;

/** Whether the row ends with the token that was just taken (the last of `tokenIds`), which stays part of its text. */
export type StoppingRule = (context: StepContext) => boolean;

/** Sees the residual stream behind a block, after what is done to it. */
export interface ResidualReader {
  readonly layer: number;
  /**
   * Called for each position once, in order; the last token that is taken is never fed, so its position is not read.
   * @param from place of the first of these positions in prompt and response
   * @param values [positions, hidden], row-major; the buffer is the reader's to keep
   */
  read(context: StepContext, from: number, values: Float32Array): void;
}

/** Parts of one kind apply in their order. */
export interface StepHooks {
  readonly logits?: readonly LogitsProcessor[];
  readonly stop?: readonly StoppingRule[];
  readonly edits?: readonly ResidualEdit[];
  /** At most one of a layer; at the positions that predict a token, as each is computed for the first time. */
  readonly corrections?: readonly CriticCorrection[];
  /** At most one of a layer; at every position. */
  readonly experts?: readonly SafetyExpert[];
  readonly readers?: readonly ResidualReader[];
}

export type { CriticCorrection, ResidualEdit };
