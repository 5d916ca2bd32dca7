// The gated feed-forward block: down(f(gate(x)) · up(x)), gate and up as one matrix product.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, mul, scalar, sigmoid, split, square } from '../graph/ops';
import type { BlockContext } from './blockContext';
import { linear } from './linear';
import { expertShare, lowRank, lowRankProduct, routed } from './safetyExpert';

const activations: Readonly<Record<ModelConfig['activation'], (g: GraphBuilder, x: Value) => Value>> = {
  silu: (g, x) => mul(g, x, sigmoid(g, x)),
  geluTanh,
};

/**
 * The tanh form of GELU (Hendrycks and Gimpel 2016, arXiv 1606.08415): x/2·(1 + tanh u) = x·σ(2u) with
 * u = √(2/π)·(x + 0.044715·x³).
 */
function geluTanh(g: GraphBuilder, x: Value): Value {
  const slope = 2 * Math.sqrt(2 / Math.PI);
  const bent = add(g, mul(g, square(g, x), scalar(g, 0.044715 * slope)), scalar(g, slope));
  return mul(g, x, sigmoid(g, mul(g, x, bent)));
}

/**
 * x [batch, sequence, hidden], normalised → the block's contribution, same shape. The last product is linear: original and expert are
 * mixed before it, and go through it once.
 */
export function feedForward(context: BlockContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const prefix = `model.layers.${layer}.mlp`;
  const { hiddenSize, intermediateSize } = config;

  const part = (suffix: string): string[] =>
    ['gate_proj', 'up_proj'].map((name) => `${prefix}.${name}.${suffix}`);
  const rows = [intermediateSize, intermediateSize];
  let both = linear(context, x, { names: part('weight'), rows, columns: hiddenSize });
  if (config.mlpBias) both = add(g, both, weights.stacked(part('bias'), rows, []));
  both = context.adapt(both, x, { layer, fused: 'gateUp' });

  const inner = gated(context, both);
  const expert = context.expert?.(layer) ?? null;
  const safe = expert === null ? null : gated(context, lowRank(g, both, x, expert.gateUpA, expert.gateUpB));
  const share = expert === null ? null : expertShare(g, x, expert);
  const mixed = safe === null || share === null ? inner : routed(g, inner, safe, share);

  let out = linear(context, mixed, {
    names: [`${prefix}.down_proj.weight`],
    rows: [hiddenSize],
    columns: intermediateSize,
  });
  if (config.mlpBias) out = add(g, out, weights.float32(`${prefix}.down_proj.bias`, [hiddenSize]));
  const narrowed = context.adapt(out, mixed, { layer, fused: 'down' });
  if (expert === null || safe === null || share === null) return narrowed;
  return add(g, narrowed, mul(g, share, lowRankProduct(g, safe, expert.downA, expert.downB)));
}

/** f(gate) · up, of both in [..., 2 · intermediate]. */
function gated({ g, config }: BlockContext, both: Value): Value {
  const { intermediateSize } = config;
  const [gate, up] = split(g, both, [intermediateSize, intermediateSize], -1);
  if (gate === undefined || up === undefined) throw new Error('Split gives two parts.');
  return mul(g, activations[config.activation](g, gate), up);
}
