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
  /** How x is rounded before a product: not at all where it is absent, or to 8 bits per block, as llama.cpp does. */
  readonly activations?: 'int8';
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

/** The same matrices, multiplied with activations of this kind. */
export function withActivations(
  matrices: ReadonlyMap<string, BlockMatrix>,
  activations: 'int8',
): Map<string, BlockMatrix> {
  return new Map([...matrices].map(([name, matrix]) => [name, { ...matrix, activations }]));
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

/** Where rows in blocks go; see BlockMatrix for the shapes. */
export interface PackedRows {
  readonly quants: Uint8Array;
  readonly scales: Float32Array;
  /** Empty where the layout has none. */
  readonly offsets: Float32Array;
}

/** The parts in a buffer where they stand one after the other, with these numbers of bytes. */
export function packedRows(
  { buffer }: Float32Array,
  parts: readonly { readonly bytes: number }[],
): PackedRows {
  const [quants = 0, scales = 0, offsets = 0] = parts.map(({ bytes }) => bytes);
  return {
    quants: new Uint8Array(buffer, 0, quants),
    scales: new Float32Array(buffer, quants, scales / 4),
    offsets: new Float32Array(buffer, quants + scales, offsets / 4),
  };
}

/**
 * Writes one digit of whole levels from byte `at` on. Levels lie in −8…7 for one digit, in −136…119 for two:
 * 16 · (high − 8) + low − 8.
 */
export function packDigit(
  levels: Int16Array,
  target: Uint8Array,
  at: number,
  { digits, high }: { readonly digits: 1 | 2; readonly high: boolean },
): void {
  const bias = digits === 1 ? 8 : 136;
  const shift = high ? 4 : 0;
  for (let j = 0; j < levels.length; j += 2) {
    const first = (((levels[j] ?? 0) + bias) >> shift) & 15;
    const second = (((levels[j + 1] ?? 0) + bias) >> shift) & 15;
    target[at + j / 2] = first | (second << 4);
  }
}
