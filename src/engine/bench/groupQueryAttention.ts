// ONNX Runtime's attention with a growing cache, which the peer's graph is made of; the product's own graphs do without it.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';

interface GroupQueryAttentionInputs {
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

interface GroupQueryAttentionOutputs {
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
    'com.microsoft',
  );
  if (output === undefined || presentKey === undefined || presentValue === undefined) {
    throw new Error('Three outputs were asked for.');
  }
  return { output, presentKey, presentValue };
}
