// Derivatives of operators that join and cut along an axis.
import type { Value } from '../../graph/graph';
import { add, concat, min, sub } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { attribute, gradient, input, once } from '../vjpRule';

export const concatRule: VjpRule = (at) => {
  const { g, node, sizes } = at;
  const parts = node.inputs.map((_, index) => input(at, index));
  const axis = axisOf(attribute(at, 'axis', 0), gradient(at).shape.length);
  const cuts = once(() => {
    const lengths = parts.map((part) => part.shape[axis] ?? 1);
    const numbers = lengths.filter((size) => typeof size === 'number');
    const at1 =
      numbers.length === lengths.length
        ? g.int64([numbers.length], numbers)
        : concat(
            g,
            lengths.map((size) => sizes.dimension(size)),
            0,
          );
    const outputs = parts.map(({ type, shape }) => ({ type, shape }));
    return g.nodes('Split', [gradient(at), at1], outputs, { axis });
  });
  return parts.map((_, index) => () => part(cuts(), index));
};

export const splitRule: VjpRule = (at) => [
  () => {
    const parts = at.node.outputs.map((value, index) => {
      if (value === null) throw new RangeError('Every part of a Split has a name.');
      return at.gradients[index] ?? at.sizes.zeros(value.shape);
    });
    // The sizes along the axis may have names; the whole is the input's.
    const { type, shape } = input(at, 0);
    const axis = axisOf(attribute(at, 'axis', 0), shape.length);
    return parts.length === 1 ? part(parts, 0) : at.g.node('Concat', parts, { type, shape }, { axis });
  },
  null,
];

/** Zeros around what was taken. */
export const sliceRule: VjpRule = (at) => [() => padded(at), null, null, null];

/** Takes the padding away again; constant padding alone. */
export const padRule: VjpRule = (at) => {
  const { g } = at;
  const x = input(at, 0);
  const pads = g.constantInts(input(at, 1));
  if (pads === null) throw new RangeError('Pad has constant pads.');
  return [
    () => {
      const axes = x.shape.map((_, axis) => axis);
      const starts = g.int64([axes.length], pads.slice(0, axes.length));
      const ends = pads.slice(axes.length).map((pad) => (pad === 0 ? Number.MAX_SAFE_INTEGER : -pad));
      return g.node(
        'Slice',
        [gradient(at), starts, g.int64([axes.length], ends), g.int64([axes.length], axes)],
        { type: x.type, shape: x.shape },
      );
    },
    null,
    null,
  ];
};

function padded(at: VjpContext): Value {
  const { g, sizes } = at;
  const x = input(at, 0);
  const [from, to, axis] = [1, 2, 3].map((index) => {
    const [number] = g.constantInts(input(at, index)) ?? [];
    if (number === undefined) throw new RangeError('Slice has constant bounds.');
    return number;
  });
  if (from === undefined || to === undefined || axis === undefined) throw new RangeError('Slice has bounds.');
  const at1 = axisOf(axis, x.shape.length);
  const size = sizes.dimension(x.shape[at1] ?? 1);
  const bound = (position: number): Value =>
    position < 0 ? add(g, size, g.int64([1], [position])) : g.int64([1], [position]);
  const end = min(g, bound(to), size);
  const zeros = (count: number): Value[] =>
    count === 0 ? [] : [g.int64([count], Array<number>(count).fill(0))];
  const [before, after] = [zeros(at1), zeros(x.shape.length - at1 - 1)];
  const pads = concat(g, [...before, bound(from), ...after, ...before, sub(g, size, end), ...after], 0);
  return g.node('Pad', [gradient(at), pads], { type: x.type, shape: x.shape });
}

function part(parts: readonly Value[], index: number): Value {
  const value = parts[index];
  if (value === undefined) throw new RangeError(`There is no part ${index}.`);
  return value;
}

function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
