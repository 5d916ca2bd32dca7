// What may look at or change a generation at each step, as small composable parts. The generator knows their shapes and
// nothing of their purposes.

/** A row at the moment when its next token is chosen. */
export interface StepContext {
  readonly promptIds: readonly number[];
  /** Generated so far. */
  readonly tokenIds: readonly number[];
}

/** Changes the next token's logits in place, float32 [vocabulary], before temperature, top-k and top-p. */
export type LogitsProcessor = (context: StepContext, logits: Float32Array) => void;

/** Whether the row ends with the token that was just taken (the last of `tokenIds`). */
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
  /** [positions, hidden] of the row's new positions, row-major; the buffer is the reader's to keep. */
  read(context: StepContext, values: Float32Array): void;
}

export interface StepHooks {
  readonly logits?: readonly LogitsProcessor[];
  readonly stop?: readonly StoppingRule[];
  readonly edits?: readonly ResidualEdit[];
  readonly readers?: readonly ResidualReader[];
}
