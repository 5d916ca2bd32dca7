// Updates that cannot run beside the weights, folded into them: DoRA, whose rows are scaled as a whole, and low-rank updates of
// embeddings and head. Knows numbers, no PEFT names.

/** What becomes of one matrix of the base. */
export interface FoldedUpdate {
  /** Of the matrix, Hugging Face's: for example model.layers.0.self_attn.q_proj.weight. */
  readonly name: string;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  readonly rank: number;
  readonly scale: number;
  /** [rank, columns], row-major: a change of row r is Σₖ b[r, k]·a[k, ·]. */
  readonly a: Float32Array;
  /** [rows, rank] */
  readonly b: Float32Array;
  /** [rows]: DoRA's length of each row; null: the rows keep what the sum gives them. */
  readonly magnitude: Float32Array | null;
}

/**
 * W + s·B·A, in place; with magnitudes m each row is m · (W + s·B·A) / ‖W + s·B·A‖ (DoRA, Liu et al. 2024, arXiv 2402.09353, equation 5).
 * Sums of a row are in double precision and rounded once.
 */
export function foldUpdate(weight: Float32Array, update: FoldedUpdate): void {
  const { rank, scale, a, b, magnitude } = update;
  const [rows, columns] = update.shape;
  const sum = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let i = 0; i < columns; i++) sum[i] = weight[start + i] ?? 0;
    for (let k = 0; k < rank; k++) {
      const factor = scale * (b[row * rank + k] ?? 0);
      if (factor === 0) continue;
      for (let i = 0; i < columns; i++) sum[i] = (sum[i] ?? 0) + factor * (a[k * columns + i] ?? 0);
    }
    let stretch = 1;
    if (magnitude !== null) {
      const norm = Math.sqrt(sum.reduce((total, x) => total + x * x, 0));
      // A row of zeros stays one, whatever length it is to have.
      stretch = norm === 0 ? 1 : (magnitude[row] ?? 0) / norm;
    }
    for (let i = 0; i < columns; i++) weight[start + i] = stretch * (sum[i] ?? 0);
  }
}
