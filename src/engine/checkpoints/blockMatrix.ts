// A matrix in blocks of four-bit numbers, as it lies in a file and as ONNX Runtime's MatMulNBits reads it. Knows no file format.

export interface FileRange {
  readonly offset: number;
  readonly byteLength: number;
}

/** How the numbers of a matrix are put together. */
export interface BlockLayout {
  /** Four-bit digits per number. */
  readonly digits: 1 | 2;
  /** Columns that share a scale. */
  readonly blockSize: 16 | 32;
  /** Whether blocks have an offset. */
  readonly offsets: boolean;
}

/**
 * W[n, k] = Σ over digits d of scale[n, d, b]·(digit[n, d, k] − 8) + offset[n, b], where b is the block of column k. So the
 * product with x is one product with the digits, x repeated once per digit, and one of x's block sums with the offsets.
 */
export interface BlockMatrix extends BlockLayout {
  /** Hugging Face's name, for example model.layers.0.self_attn.q_proj.weight. */
  readonly name: string;
  /** [out, in] */
  readonly shape: readonly [number, number];
  /** Real path. */
  readonly file: string;
  /** uint8 [out, digits · in / blockSize, blockSize / 2]: two digits in a byte, the earlier in the low half. */
  readonly quants: FileRange;
  /** float32 [out, digits · in / blockSize] */
  readonly scales: FileRange;
  /** float32 [out, in / blockSize]; null where the layout has none. */
  readonly offsetValues: FileRange | null;
}

/** Bytes of the parts of a matrix [rows, columns]. */
export function blockBytes(
  { digits, blockSize, offsets }: BlockLayout,
  rows: number,
  columns: number,
): { readonly quants: number; readonly scales: number; readonly offsets: number } {
  const blocks = columns / blockSize;
  return {
    quants: (rows * digits * columns) / 2,
    scales: 4 * rows * digits * blocks,
    offsets: offsets ? 4 * rows * blocks : 0,
  };
}
