// Dropout and the product after it, differentiated without keeping what lies between.
import type { Composite } from '../autodiff/composite';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { concat, scalar, shapeOf, slice, where } from '../graph/ops';

/**
 * (kept ? x : 0)·Aᵀ. By the operators' rules every module would keep its own masked copy of x for the backward pass; here x is
 * kept, once for all modules that read it, and masked again when the gradient has arrived.
 * @param x float32 [batch, sequence, in]
 * @param kept bool [batch, sequence, in]
 * @param a float32 [rank, in]
 * @param composites gets the derivative
 * @returns float32 [batch, sequence, rank]
 */
export function droppedProduct(
  g: GraphBuilder,
  x: Value,
  kept: Value,
  a: Value,
  composites: Composite[],
): Value {
  const masked = (value: Value): Value => where(g, kept, value, scalar(g, 0));
  const from = g.nodeList.length;
  const low = fusedMatMul(g, masked(x), a, { transB: true });
  composites.push({
    from,
    to: g.nodeList.length,
    inputs: [x, a],
    outputs: [low],
    vjp: ([d], sizes, [read = x]) => {
      if (d == null) return [];
      const rows = (value: Value): Value => sizes.reshape(value, ['batch·sequence', value.shape.at(-1) ?? 1]);
      return [
        () => masked(fusedMatMul(g, d, a)),
        () => fusedMatMul(g, rows(d), rows(masked(tied(g, read, d))), { transA: true }),
      ];
    },
  });
  return low;
}

/**
 * x, not to be had before `after`, which has the same batch and sequence: else ONNX Runtime would merge what is computed
 * from it with its like in the forward pass, and keep it. A Reshape does not copy.
 */
function tied(g: GraphBuilder, x: Value, after: Value): Value {
  const leading = slice(g, shapeOf(g, after), 0, { from: 0, to: 2, size: 2 });
  const sizes = concat(g, [leading, g.int64([1], [Number(x.shape.at(-1))])], 0);
  return g.node('Reshape', [x, sizes], { type: x.type, shape: x.shape });
}
