// ONNX Runtime's own operators (domain com.microsoft), one function each, with their names.
import type { Shape, Value } from './graph';
import type { GraphBuilder } from './graphBuilder';
import { broadcast, matMulShape } from './ops';

const domain = 'com.microsoft';

/** alpha · a · b, either transposed. */
export function fusedMatMul(
  g: GraphBuilder,
  a: Value,
  b: Value,
  options: { readonly transA?: boolean; readonly transB?: boolean; readonly alpha?: number } = {},
  name?: string,
): Value {
  const shape = matMulShape(
    options.transA === true ? swapped(a.shape) : a.shape,
    options.transB === true ? swapped(b.shape) : b.shape,
  );
  return g.node(
    'FusedMatMul',
    [a, b],
    { type: a.type, shape, ...(name === undefined ? {} : { name }) },
    {
      transA: options.transA === true ? 1 : 0,
      transB: options.transB === true ? 1 : 0,
      alpha: { float: options.alpha ?? 1 },
    },
    domain,
  );
}

/** normalised(x + skip) · gamma, and x + skip itself. */
export function skipSimplifiedLayerNormalization(
  g: GraphBuilder,
  x: Value,
  skip: Value,
  gamma: Value,
  epsilon: number,
): { readonly normalised: Value; readonly sum: Value } {
  const shape = broadcast(x.shape, skip.shape);
  // The second and third outputs belong to training.
  const [normalised, sum] = g.nodes(
    'SkipSimplifiedLayerNormalization',
    [x, skip, gamma],
    [{ type: x.type, shape }, null, null, { type: x.type, shape }],
    { epsilon: { float: epsilon } },
    domain,
  );
  if (normalised === undefined || sum === undefined) throw new Error('Two outputs were asked for.');
  return { normalised, sum };
}

/**
 * Rotary position embedding on [batch, heads, sequence, headDim] or [batch, sequence, heads · headDim];
 * the halves of a head are rotated against each other, or neighbours where it is interleaved.
 */
export function rotaryEmbedding(
  g: GraphBuilder,
  x: Value,
  positions: Value,
  caches: { readonly cos: Value; readonly sin: Value },
  options: {
    readonly heads: number;
    /** Of each head, the first ones; 0: all. */
    readonly rotaryDim?: number;
    readonly interleaved?: boolean;
  },
): Value {
  return g.node(
    'RotaryEmbedding',
    [x, positions, caches.cos, caches.sin],
    { type: x.type, shape: x.shape },
    {
      interleaved: options.interleaved === true ? 1 : 0,
      ...(x.shape.length === 3
        ? { num_heads: options.heads, rotary_embedding_dim: options.rotaryDim ?? 0 }
        : {}),
    },
    domain,
  );
}

/** A matrix in blocks of four-bit numbers q, two in a byte (the earlier in the low half): scale · (q − 8). */
interface FourBitBlocks {
  /** uint8, bytes of whole rows one after the other. */
  readonly quants: Value;
  /** float32, one per block. */
  readonly scales: Value;
}

/**
 * x·Wᵀ with W [rows, columns] in blocks, quants [rows, columns / blockSize, blockSize / 2]. x stays float32 (accuracy level 1), or is
 * rounded to 8 bits per block (accuracy level 4).
 */
export function matMulNBits(
  g: GraphBuilder,
  x: Value,
  { quants, scales }: FourBitBlocks,
  size: {
    readonly rows: number;
    readonly columns: number;
    readonly blockSize: number;
    readonly roundsInput: boolean;
  },
  name?: string,
): Value {
  return g.node(
    'MatMulNBits',
    [x, quants, scales],
    { type: x.type, shape: [...x.shape.slice(0, -1), size.rows], ...(name === undefined ? {} : { name }) },
    {
      K: size.columns,
      N: size.rows,
      bits: 4,
      block_size: size.blockSize,
      accuracy_level: size.roundsInput ? 4 : 1,
    },
    domain,
  );
}

/** Rows of a table in blocks, quants [rows, columns / 2], scales [rows, columns / blockSize]: float32 [...indices, columns]. */
export function gatherBlockQuantized(
  g: GraphBuilder,
  { quants, scales }: FourBitBlocks,
  indices: Value,
  size: { readonly columns: number; readonly blockSize: number },
): Value {
  return g.node(
    'GatherBlockQuantized',
    [quants, indices, scales],
    { type: scales.type, shape: [...indices.shape, size.columns] },
    { gather_axis: 0, quantize_axis: 1, block_size: size.blockSize, bits: 4 },
    domain,
  );
}

function swapped(shape: Shape): Shape {
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined) throw new RangeError('A matrix has two dimensions.');
  return [...shape.slice(0, -2), columns, rows];
}
