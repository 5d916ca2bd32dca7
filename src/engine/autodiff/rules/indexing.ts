// Derivatives of look-ups: what was read from a place is added up there. Places may repeat.
import type { Shape, Value } from '../../graph/graph';
import { unsqueeze } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { attribute, gradient, input } from '../vjpRule';

/** Whole slices along an axis. */
export const gatherRule: VjpRule = (at) => [
  () => {
    const { g, sizes } = at;
    const [data, indices] = [input(at, 0), input(at, 1)];
    const axis = axisOf(at, data.shape.length);
    if (axis === 0) {
      return scatterNd(at, data.shape, unsqueeze(g, indices, [-1]), gradient(at));
    }
    if (indices.shape.length !== 1) throw new RangeError('Gather inside takes a list of indices.');
    // One index per element: the list along the axis, repeated over all others.
    const list = data.shape.map((_, other) => (other === axis ? (indices.shape[0] ?? 1) : 1));
    const repeated = g.node('Expand', [sizes.reshape(indices, list), sizes.of(gradient(at).shape)], {
      type: 'int64',
      shape: gradient(at).shape,
    });
    return scatterElements(at, data.shape, repeated, axis);
  },
  null,
];

export const gatherElementsRule: VjpRule = (at) => [
  () => {
    const { shape } = input(at, 0);
    return scatterElements(at, shape, input(at, 1), axisOf(at, shape.length));
  },
  null,
];

/** Without batch dimensions. */
export const gatherNdRule: VjpRule = (at) => [
  () => scatterNd(at, input(at, 0).shape, input(at, 1), gradient(at)),
  null,
];

function scatterNd(at: VjpContext, shape: Shape, indices: Value, updates: Value): Value {
  return at.g.node(
    'ScatterND',
    [at.sizes.zeros(shape), indices, updates],
    { type: 'float32', shape },
    { reduction: 'add' },
  );
}

function scatterElements(at: VjpContext, shape: Shape, indices: Value, axis: number): Value {
  return at.g.node(
    'ScatterElements',
    [at.sizes.zeros(shape), indices, gradient(at)],
    { type: 'float32', shape },
    { axis, reduction: 'add' },
  );
}

function axisOf(at: VjpContext, rank: number): number {
  const axis = attribute(at, 'axis', 0);
  return axis < 0 ? axis + rank : axis;
}
