// A network as an ONNX policy, as a trainer elsewhere would export it: one observation in, its mean action out.
import type { Mlp } from '../../src/engine/control/network/mlp';
import { encodeModel } from '../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../src/engine/graph/graphBuilder';
import { add, matMul, tanh, transpose } from '../../src/engine/graph/ops';

export function onnxPolicy(network: Mlp): Uint8Array {
  const g = new GraphBuilder();
  let at = g.input('observation', 'float32', [1, network.inputs]);
  for (const [index, { inputs, outputs, weight, bias }] of network.layers.entries()) {
    const product = matMul(g, at, transpose(g, g.float32([outputs, inputs], weight), [1, 0]));
    at = add(g, product, g.float32([outputs], bias));
    if (index < network.layers.length - 1) at = tanh(g, at);
  }
  g.output(at);
  return encodeModel(g.build());
}
