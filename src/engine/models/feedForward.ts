// The gated feed-forward block: down(silu(gate(x)) · up(x)), gate and up as one matrix product.
import type { Value } from '../graph/graph';
import { add, mul, sigmoid, split } from '../graph/ops';
import type { BlockContext } from './blockContext';
import { linear } from './linear';

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
  const inner = mul(g, mul(g, gate, sigmoid(g, gate)), up);

  let out = linear(context, inner, {
    names: [`${prefix}.down_proj.weight`],
    rows: [hiddenSize],
    columns: intermediateSize,
  });
  if (config.mlpBias) out = add(g, out, weights.float32(`${prefix}.down_proj.bias`, [hiddenSize]));
  return context.adapt(out, inner, { layer, fused: 'down' });
}
