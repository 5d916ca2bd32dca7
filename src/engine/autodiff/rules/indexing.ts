// Derivatives of look-ups: what was read from a place is added up there. Places may repeat.
import type { Dimension, Shape, Value } from '../../graph/graph';
import type { VjpContext, VjpRule } from '../vjpRule';
import { attribute, gradient, input } from '../vjpRule';

/** Whole slices along an axis. */
export const gatherRule: VjpRule = (at) => [
  () => {
    const { g, sizes } = at;
    const [data, indices] = [input(at, 0), input(at, 1)];
    const axis = axisOf(at, data.shape.length);
    // One place per slice: a list of them, however many dimensions the indices have.
    const places = flatSize(indices.shape);
    const shape = data.shape.map((size, other) => (other === axis ? places : size));
    const slices = sizes.reshape(gradient(at), shape);
    // One index per element: the list along the axis, repeated over all others.
    const list = shape.map((size, other) => (other === axis ? size : 1));
    const repeated = g.node('Expand', [sizes.reshape(indices, list), sizes.of(shape)], {
      type: 'int64',
      shape,
    });
    return scatterAdd(at, data.shape, repeated, slices, axis);
  },
  null,
];

export const gatherElementsRule: VjpRule = (at) => [
  () => {
    const { shape } = input(at, 0);
    return scatterAdd(at, shape, input(at, 1), gradient(at), axisOf(at, shape.length));
  },
  null,
];

/**
 * Not ScatterND, which takes an index per slice: ONNX Runtime runs it on several threads at once, and of additions to
 * the same place some are lost.
 */
function scatterAdd(at: VjpContext, shape: Shape, indices: Value, updates: Value, axis: number): Value {
  return at.g.node(
    'ScatterElements',
    [at.sizes.zeros(shape), indices, updates],
    { type: 'float32', shape },
    { axis, reduction: 'add' },
  );
}

function flatSize(shape: Shape): Dimension {
  const names = shape.filter((size) => typeof size === 'string');
  if (names.length === 0) return shape.reduce<number>((product, size) => product * Number(size), 1);
  if (names.length < shape.length) throw new RangeError('Indices have known sizes, or unknown ones.');
  return names.join('·');
}

function axisOf(at: VjpContext, rank: number): number {
  const axis = attribute(at, 'axis', 0);
  return axis < 0 ? axis + rank : axis;
}
