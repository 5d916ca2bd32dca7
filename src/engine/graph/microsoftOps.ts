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
 * the halves of a head are rotated against each other (not interleaved).
 */
export function rotaryEmbedding(
  g: GraphBuilder,
  x: Value,
  positions: Value,
  caches: { readonly cos: Value; readonly sin: Value },
  options: { readonly heads: number; readonly rotaryDim?: number },
): Value {
  return g.node(
    'RotaryEmbedding',
    [x, positions, caches.cos, caches.sin],
    { type: x.type, shape: x.shape },
    {
      interleaved: 0,
      ...(x.shape.length === 3
        ? { num_heads: options.heads, rotary_embedding_dim: options.rotaryDim ?? 0 }
        : {}),
    },
    domain,
  );
}

export interface GroupQueryAttentionInputs {
  /** [batch, sequence, heads · headDim], or packed with key and value (which are null then). */
  readonly query: Value;
  readonly key: Value | null;
  readonly value: Value | null;
  /** [batch, kvHeads, past, headDim] */
  readonly pastKey: Value;
  readonly pastValue: Value;
  /** int32 [batch]: total length of each row, less one. */
  readonly seqlensK: Value;
  /** int32 scalar: the longest total length. */
  readonly totalSequenceLength: Value;
  readonly cosCache: Value | null;
  readonly sinCache: Value | null;
}

export interface GroupQueryAttentionOutputs {
  readonly output: Value;
  readonly presentKey: Value;
  readonly presentValue: Value;
}

/** Causal attention with a key-value cache; rotates query and key where caches are given. */
export function groupQueryAttention(
  g: GraphBuilder,
  inputs: GroupQueryAttentionInputs,
  sizes: { readonly heads: number; readonly kvHeads: number; readonly headDim: number },
  present: { readonly key: string; readonly value: string; readonly length: string },
): GroupQueryAttentionOutputs {
  const type = inputs.query.type;
  const cache = inputs.pastKey.shape.map((size, axis) => (axis === 2 ? present.length : size));
  const [output, presentKey, presentValue] = g.nodes(
    'GroupQueryAttention',
    [
      inputs.query,
      inputs.key,
      inputs.value,
      inputs.pastKey,
      inputs.pastValue,
      inputs.seqlensK,
      inputs.totalSequenceLength,
      inputs.cosCache,
      inputs.sinCache,
    ],
    [
      { type, shape: [...inputs.query.shape.slice(0, -1), sizes.heads * sizes.headDim] },
      { type, shape: cache, name: present.key },
      { type, shape: cache, name: present.value },
    ],
    {
      num_heads: sizes.heads,
      kv_num_heads: sizes.kvHeads,
      scale: { float: 1 / Math.sqrt(sizes.headDim) },
      do_rotary: inputs.cosCache === null ? 0 : 1,
      rotary_interleaved: 0,
    },
    domain,
  );
  if (output === undefined || presentKey === undefined || presentValue === undefined) {
    throw new Error('Three outputs were asked for.');
  }
  return { output, presentKey, presentValue };
}

function swapped(shape: Shape): Shape {
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined) throw new RangeError('A matrix has two dimensions.');
  return [...shape.slice(0, -2), columns, rows];
}
