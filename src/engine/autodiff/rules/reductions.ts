// Derivatives of sums and means over axes: the gradient is repeated along them.
import type { Value } from '../../graph/graph';
import { div, expand } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { gradient, input } from '../vjpRule';

export const reduceSumRule: VjpRule = (at) => [() => repeated(at, gradient(at)), null];

export const reduceMeanRule: VjpRule = (at) => [
  () => repeated(at, div(at.g, gradient(at), at.sizes.count(input(at, 0).shape, axesOf(at)))),
  null,
];

function repeated(at: VjpContext, dy: Value): Value {
  const { shape } = input(at, 0);
  const axes = axesOf(at);
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  if (kept.every((size, axis) => size === shape[axis])) return at.sizes.reshape(dy, shape);
  return expand(at.g, at.sizes.reshape(dy, kept), at.sizes.of(shape), shape);
}

/** All of them where none are named. */
function axesOf(at: VjpContext): number[] {
  const rank = input(at, 0).shape.length;
  const axes = at.node.inputs[1];
  if (axes == null) return Array.from({ length: rank }, (_, axis) => axis);
  const numbers = at.g.constantInts(axes);
  if (numbers === null) throw new RangeError(`${at.node.op} has constant axes.`);
  return numbers.map((axis) => (axis < 0 ? axis + rank : axis));
}
