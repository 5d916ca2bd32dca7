// The one place where broadcasting is undone: a gradient is summed over the axes along which its input was repeated.
import type { Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { Sizes } from './sizes';

/** `gradient` in the shape of the value that it belongs to. */
export function unbroadcast(g: GraphBuilder, sizes: Sizes, gradient: Value, shape: Shape): Value {
  const extra = gradient.shape.length - shape.length;
  const axes: number[] = [];
  gradient.shape.forEach((size, axis) => {
    const own = axis < extra ? null : shape[axis - extra];
    if (own === null || (own === 1 && size !== 1)) axes.push(axis);
    else if (own !== size) {
      throw new RangeError(
        `A gradient of shape [${gradient.shape.join(', ')}] does not fit [${shape.join(', ')}].`,
      );
    }
  });
  if (axes.length === 0) return gradient;
  const kept = gradient.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const summed = g.node(
    'ReduceSum',
    [gradient, g.int64([axes.length], axes)],
    { type: gradient.type, shape: kept },
    { keepdims: 1 },
  );
  return sizes.reshape(summed, shape);
}
