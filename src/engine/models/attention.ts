// Causal self-attention with a key-value cache that is only read: the new keys and values are outputs, and the caller
// writes them into its own buffers. (The binding copies every output of a session, so a cache among the outputs
// would be copied at each step; inputs are never copied.)
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul, rotaryEmbedding } from '../graph/microsoftOps';
import {
  add,
  concat,
  matMul,
  reshape,
  simplifiedLayerNormalization,
  slice,
  softmax,
  split,
  transpose,
} from '../graph/ops';
import { addLora } from './lora';
import type { DecoderContext } from './decoderContext';
import { decoderInputs } from './decoderContext';

/** x [batch, sequence, hidden], normalised → the block's contribution, same shape. */
export function attention(context: DecoderContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const { heads, kvHeads, headDim } = config;
  const prefix = `model.layers.${layer}.self_attn`;
  const group = heads / kvHeads;

  const qkv = projectQkv(context, x, layer);
  const sizes = [heads * headDim, kvHeads * headDim];
  const [queryKey, value] = split(g, qkv, [(heads + kvHeads) * headDim, kvHeads * headDim], -1);
  if (queryKey === undefined || value === undefined) throw new Error('Split gives two parts.');
  const normalised = config.qkNorm ? normaliseHeads(context, queryKey, layer) : queryKey;
  const rotated = rotaryEmbedding(g, normalised, context.positions, context.rope, {
    heads: heads + kvHeads,
    rotaryDim: 0,
  });
  const [query, key] = split(g, rotated, sizes, -1);
  if (query === undefined || key === undefined) throw new Error('Split gives two parts.');

  // Queries of one key-value head together: [batch, kvHeads, sequence · group, headDim].
  const q = reshape(
    g,
    transpose(
      g,
      reshape(g, query, [0, 0, kvHeads, group, headDim], ['batch', 'sequence', kvHeads, group, headDim]),
      [0, 2, 1, 3, 4],
    ),
    [0, kvHeads, -1, headDim],
    ['batch', kvHeads, 'queries', headDim],
  );
  const newKey = headsFirst(g, key, config, `newKey.${layer}`);
  const newValue = headsFirst(g, value, config, `newValue.${layer}`);
  g.output(newKey);
  g.output(newValue);

  const cacheShape = ['batch', kvHeads, 'cache', headDim];
  const cacheKey = g.input(decoderInputs.cacheKey(layer), 'float32', cacheShape);
  const cacheValue = g.input(decoderInputs.cacheValue(layer), 'float32', cacheShape);

  // softmax(q·[K_cache, K_new]ᵀ / √d + mask) · [V_cache, V_new], without joining the caches.
  const alpha = 1 / Math.sqrt(headDim);
  const scores = concat(
    g,
    [
      add(g, fusedMatMul(g, q, cacheKey, { transB: true, alpha }), context.cacheMask),
      add(g, fusedMatMul(g, q, newKey, { transB: true, alpha }), context.newMask),
    ],
    -1,
  );
  const weightsOf = softmax(g, scores, -1);
  const [cacheLength, newLength] = [context.cacheLength, context.newLength];
  const [ofCache, ofNew] = g.nodes(
    'Split',
    [weightsOf, concat(g, [cacheLength, newLength], 0)],
    [
      { type: 'float32', shape: ['batch', kvHeads, 'queries', 'cache'] },
      { type: 'float32', shape: ['batch', kvHeads, 'queries', 'sequence'] },
    ],
    { axis: -1 },
  );
  if (ofCache === undefined || ofNew === undefined) throw new Error('Split gives two parts.');
  const mixed = add(g, matMul(g, ofCache, cacheValue), matMul(g, ofNew, newValue));

  const merged = reshape(
    g,
    transpose(
      g,
      reshape(g, mixed, [0, kvHeads, -1, group, headDim], ['batch', kvHeads, 'sequence', group, headDim]),
      [0, 2, 1, 3, 4],
    ),
    [0, 0, heads * headDim],
    ['batch', 'sequence', heads * headDim],
  );
  let out = fusedMatMul(
    g,
    merged,
    weights.float32(`${prefix}.o_proj.weight`, [config.hiddenSize, heads * headDim]),
    { transB: true },
  );
  if (config.outputBias) out = add(g, out, weights.float32(`${prefix}.o_proj.bias`, [config.hiddenSize]));
  return context.loraTargets.has('output')
    ? addLora(g, out, merged, { layer, fused: 'output', config })
    : out;
}

/** q, k and v by one matrix product: [batch, sequence, (heads + 2 · kvHeads) · headDim]. */
function projectQkv(context: DecoderContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const prefix = `model.layers.${layer}.self_attn`;
  const outs = {
    q: config.heads * config.headDim,
    k: config.kvHeads * config.headDim,
    v: config.kvHeads * config.headDim,
  };
  const names = ['q', 'k', 'v'] as const;
  const weight = concat(
    g,
    names.map((name) => weights.float32(`${prefix}.${name}_proj.weight`, [outs[name], config.hiddenSize])),
    0,
  );
  let y = fusedMatMul(g, x, weight, { transB: true });
  if (config.attentionBias) {
    const bias = concat(
      g,
      names.map((name) => weights.float32(`${prefix}.${name}_proj.bias`, [outs[name]])),
      0,
    );
    y = add(g, y, bias);
  }
  return context.loraTargets.has('qkv') ? addLora(g, y, x, { layer, fused: 'qkv', config }) : y;
}

/** RMS norm over each head of q and of k (Qwen3), on the packed [batch, sequence, (heads + kvHeads) · headDim]. */
function normaliseHeads(context: DecoderContext, queryKey: Value, layer: number): Value {
  const { g, config, weights } = context;
  const { heads, kvHeads, headDim } = config;
  const prefix = `model.layers.${layer}.self_attn`;
  const perHead = reshape(
    g,
    queryKey,
    [0, 0, heads + kvHeads, headDim],
    ['batch', 'sequence', heads + kvHeads, headDim],
  );
  const parts = [
    { name: 'q_norm', from: 0, to: heads },
    { name: 'k_norm', from: heads, to: heads + kvHeads },
  ].map(({ name, from, to }) =>
    simplifiedLayerNormalization(
      g,
      slice(g, perHead, 2, { from, to, size: to - from }),
      weights.float32(`${prefix}.${name}.weight`, [headDim]),
      config.rmsNormEps,
    ),
  );
  const width = (heads + kvHeads) * headDim;
  return reshape(g, concat(g, parts, 2), [0, 0, width], ['batch', 'sequence', width]);
}

/** [batch, sequence, kvHeads · headDim] → [batch, kvHeads, sequence, headDim] */
function headsFirst(g: GraphBuilder, x: Value, config: ModelConfig, name: string): Value {
  const { kvHeads, headDim } = config;
  const split4 = reshape(g, x, [0, 0, kvHeads, headDim], ['batch', 'sequence', kvHeads, headDim]);
  return transpose(g, split4, [0, 2, 1, 3], name);
}
