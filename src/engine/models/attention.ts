// Causal self-attention of one block: projections, norms of heads, rotary embedding, and the way back. How queries meet
// keys (with a key-value cache, or within one sequence) is the context's.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul, rotaryEmbedding } from '../graph/microsoftOps';
import { add, concat, reshape, slice, split, transpose } from '../graph/ops';
import type { BlockContext } from './blockContext';
import { linear } from './linear';
import { rmsNorm } from './rmsNorm';
import { softCap } from './softCap';

/** x [batch, sequence, hidden], normalised → the block's contribution, same shape. */
export function attention(context: BlockContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const { heads, kvHeads, headDim } = config;
  const prefix = `model.layers.${layer}.self_attn`;
  const group = heads / kvHeads;

  const qkv = projectQkv(context, x, layer);
  const sizes = [heads * headDim, kvHeads * headDim];
  const [queryKey, value] = split(g, qkv, [(heads + kvHeads) * headDim, kvHeads * headDim], -1);
  if (queryKey === undefined || value === undefined) throw new Error('Split gives two parts.');
  const rotated = turned(context, normalisedQk(context, queryKey, layer), layer);
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
  const mixed = context.attend(q, key, value, layer);

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
  let out = linear(context, merged, {
    names: [`${prefix}.o_proj.weight`],
    rows: [config.hiddenSize],
    columns: heads * headDim,
  });
  if (config.outputBias) out = add(g, out, weights.float32(`${prefix}.o_proj.bias`, [config.hiddenSize]));
  return context.adapt(out, merged, { layer, fused: 'output' });
}

/** q, k and v by one matrix product: [batch, sequence, (heads + 2 · kvHeads) · headDim]. */
function projectQkv(context: BlockContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const prefix = `model.layers.${layer}.self_attn`;
  const rows = [config.heads, config.kvHeads, config.kvHeads].map((heads) => heads * config.headDim);
  const part = (suffix: string): string[] =>
    ['q', 'k', 'v'].map((name) => `${prefix}.${name}_proj.${suffix}`);
  let y = linear(context, x, { names: part('weight'), rows, columns: config.hiddenSize });
  if (config.attentionBias) y = add(g, y, weights.stacked(part('bias'), rows, []));
  return context.adapt(y, x, { layer, fused: 'qkv' });
}

/** Rotary embedding on the packed q and k, where the layer has one. */
function turned(context: BlockContext, queryKey: Value, layer: number): Value {
  const { g, config, positions } = context;
  const rope = context.rope(layer);
  if (rope === null) return queryKey;
  return rotaryEmbedding(g, queryKey, positions, rope, {
    heads: config.heads + config.kvHeads,
    rotaryDim: config.rotaryDim ?? 0,
    interleaved: config.ropeInterleaved,
  });
}

/** RMS norm of q and of k, on the packed [batch, sequence, (heads + kvHeads) · headDim]. */
function normalisedQk(context: BlockContext, queryKey: Value, layer: number): Value {
  const { g, config } = context;
  const { heads, kvHeads, headDim, qkNorm } = config;
  if (qkNorm === 'none') return queryKey;
  const prefix = `model.layers.${layer}.self_attn`;
  const width = (heads + kvHeads) * headDim;
  if (qkNorm === 'whole') {
    const [query, key] = split(g, queryKey, [heads * headDim, kvHeads * headDim], -1);
    if (query === undefined || key === undefined) throw new Error('Split gives two parts.');
    const normed = [
      rmsNorm(context, query, `${prefix}.q_norm.weight`, heads * headDim),
      rmsNorm(context, key, `${prefix}.k_norm.weight`, kvHeads * headDim),
    ];
    return concat(g, normed, -1);
  }
  const inHeads = ['batch', 'sequence', heads + kvHeads, headDim];
  const perHead = reshape(g, queryKey, [0, 0, heads + kvHeads, headDim], inHeads);
  const parts = [
    { name: 'q_norm', from: 0, to: heads },
    { name: 'k_norm', from: heads, to: heads + kvHeads },
  ].map(({ name, from, to }) =>
    rmsNorm(
      context,
      slice(g, perHead, 2, { from, to, size: to - from }),
      `${prefix}.${name}.weight`,
      headDim,
    ),
  );
  return reshape(g, concat(g, parts, 2), [0, 0, width], ['batch', 'sequence', width]);
}

/** [batch, sequence, kvHeads · headDim] → [batch, kvHeads, sequence, headDim] */
export function headsFirst(g: GraphBuilder, x: Value, config: ModelConfig, name?: string): Value {
  const { kvHeads, headDim } = config;
  const split4 = reshape(g, x, [0, 0, kvHeads, headDim], ['batch', 'sequence', kvHeads, headDim]);
  return transpose(g, split4, [0, 2, 1, 3], name);
}

/** q·Kᵀ, scaled and capped as the model has it; q [..., queries, headDim], keys [..., positions, headDim]. */
export function attentionScores(g: GraphBuilder, config: ModelConfig, q: Value, keys: Value): Value {
  const alpha = config.attentionScale ?? 1 / Math.sqrt(config.headDim);
  const products = fusedMatMul(g, q, keys, { transB: true, alpha });
  return config.attentionCap === null ? products : softCap(g, products, config.attentionCap);
}
