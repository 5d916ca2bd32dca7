// The gated feed-forward block: down(silu(gate(x)) · up(x)), gate and up as one matrix product.
import type { Value } from '../graph/graph';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, concat, mul, sigmoid, split } from '../graph/ops';
import type { DecoderContext } from './decoderContext';
import { addLora } from './lora';

/** x [batch, sequence, hidden], normalised → the block's contribution, same shape. */
export function feedForward(context: DecoderContext, x: Value, layer: number): Value {
  const { g, config, weights } = context;
  const prefix = `model.layers.${layer}.mlp`;
  const { hiddenSize, intermediateSize } = config;
  const names = ['gate_proj', 'up_proj'];

  const weight = concat(
    g,
    names.map((name) => weights.float32(`${prefix}.${name}.weight`, [intermediateSize, hiddenSize])),
    0,
  );
  let both = fusedMatMul(g, x, weight, { transB: true });
  if (config.mlpBias) {
    const bias = concat(
      g,
      names.map((name) => weights.float32(`${prefix}.${name}.bias`, [intermediateSize])),
      0,
    );
    both = add(g, both, bias);
  }
  if (context.loraTargets.has('gateUp')) both = addLora(g, both, x, { layer, fused: 'gateUp', config });

  const [gate, up] = split(g, both, [intermediateSize, intermediateSize], -1);
  if (gate === undefined || up === undefined) throw new Error('Split gives two parts.');
  const inner = mul(g, mul(g, gate, sigmoid(g, gate)), up);

  let out = fusedMatMul(
    g,
    inner,
    weights.float32(`${prefix}.down_proj.weight`, [hiddenSize, intermediateSize]),
    { transB: true },
  );
  if (config.mlpBias) out = add(g, out, weights.float32(`${prefix}.down_proj.bias`, [hiddenSize]));
  return context.loraTargets.has('down') ? addLora(g, out, inner, { layer, fused: 'down', config }) : out;
}
