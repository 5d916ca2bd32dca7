// Sizes of values as the graph computes them at run time. They are read from the graph's inputs, never from the value
// itself, which would have to stay in memory for it.
import type { Dimension, Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { cast, concat, gather, mul, reshape, shapeOf } from '../graph/ops';

export class Sizes {
  private readonly known = new Map<string, Value>();

  constructor(private readonly g: GraphBuilder) {}

  /** int64 [rank] */
  of(shape: Shape): Value {
    const { g } = this;
    const numbers = shape.filter((size) => typeof size === 'number');
    if (numbers.length === shape.length) return g.int64([shape.length], numbers);
    return this.once(shape.join(','), () =>
      concat(
        g,
        shape.map((size) => this.dimension(size)),
        0,
      ),
    );
  }

  /** int64 [1] */
  dimension(size: Dimension): Value {
    const { g } = this;
    if (typeof size === 'number') return g.int64([1], [size]);
    return this.once(size, () => {
      // A product of sizes is named after them.
      const [factor, ...others] = size.split('·');
      if (factor !== undefined && others.length > 0) {
        return mul(g, this.dimension(factor), this.dimension(others.join('·')));
      }
      for (const value of g.inputList) {
        const axis = value.shape.indexOf(size);
        if (axis >= 0) return gather(g, shapeOf(g, value), g.int64([1], [axis]), 0);
      }
      throw new RangeError(`No input of the graph has the size ${size}.`);
    });
  }

  /** float32 []: how many elements the axes hold together. */
  count(shape: Shape, axes: readonly number[]): Value {
    const { g } = this;
    const sizes = axes.map((axis) => shape[axis] ?? 1);
    const numbers = sizes.filter((size) => typeof size === 'number');
    if (numbers.length === sizes.length) return g.float32([], [numbers.reduce((a, b) => a * b, 1)]);
    return this.once(`#${sizes.join(',')}`, () =>
      sizes
        .map((size) => reshape(g, cast(g, this.dimension(size), 'float32'), [], []))
        .reduce((product, size) => mul(g, product, size)),
    );
  }

  /** x in another shape; with one unknown size the shape is a constant. */
  reshape(x: Value, shape: Shape): Value {
    const { g } = this;
    if (x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
    const unknown = shape.filter((size) => typeof size === 'string');
    if (unknown.length <= 1) {
      return reshape(
        g,
        x,
        shape.map((size) => (typeof size === 'string' ? -1 : size)),
        shape,
      );
    }
    return g.node('Reshape', [x, this.of(shape)], { type: x.type, shape });
  }

  zeros(shape: Shape): Value {
    // ConstantOfShape gives float32 zeros by default.
    return this.g.node('ConstantOfShape', [this.of(shape)], { type: 'float32', shape });
  }

  private once(key: string, make: () => Value): Value {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.known.set(key, value);
    return value;
  }
}
