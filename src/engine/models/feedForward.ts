// The gated feed-forward block: down(f(gate(x)) · up(x)), gate and up as one matrix product.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, mul, scalar, sigmoid, split, square } from '../graph/ops';
import type { BlockContext } from './blockContext';
import { linear } from './linear';

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

/** x [batch, sequence, hidden], normalised → the block's contribution, same shape. */
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

  const [gate, up] = split(g, both, [intermediateSize, intermediateSize], -1);
  if (gate === undefined || up === undefined) throw new Error('Split gives two parts.');
  const inner = mul(g, activations[config.activation](g, gate), up);

  let out = linear(context, inner, {
    names: [`${prefix}.down_proj.weight`],
    rows: [hiddenSize],
    columns: intermediateSize,
  });
  if (config.mlpBias) out = add(g, out, weights.float32(`${prefix}.down_proj.bias`, [hiddenSize]));
  return context.adapt(out, inner, { layer, fused: 'down' });
}
