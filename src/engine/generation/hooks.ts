// What may look at or change a generation at each step, as small composable parts. The generator knows their shapes and
// nothing of their purposes.

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

/**
 * An edit of the residual stream behind block `layer` (0-based), at every position: x ← x + offset + (x·Aᵀ)·B. A steering
 * vector is an offset; ablating the unit direction r is A = r, B = −r; several directions are several rows.
 */
export interface ResidualEdit {
  readonly layer: number;
  /** [hidden]; null: none. */
  readonly offset: Float32Array | null;
  /** A and B: [rank, hidden] each, row-major; null: none. */
  readonly map: { readonly rank: number; readonly a: Float32Array; readonly b: Float32Array } | null;
}

/** Sees the residual stream behind a block, after its edit. */
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
  readonly readers?: readonly ResidualReader[];
}
