// Copies nodes of a graph so that they run a second time, after a given value has been computed.
import type { GraphNode, Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, cast, concat, mul, reduceMax, reshape, shapeOf, slice } from '../graph/ops';

export interface Clone {
  /** What the nodes read or compute → its copy or tie; what is kept and not read by a copy has none. */
  readonly values: ReadonlyMap<Value, Value>;
  /** What copies read and is not copied, but was computed → the same, not to be had before `after`. */
  readonly ties: ReadonlyMap<Value, Value>;
}

/** What is computed before the copies. */
export interface Before {
  readonly after: Value;
  /** float32 values that nothing waits for: ONNX Runtime would compute them last, and keep till then what they read. */
  readonly others: readonly Value[];
}

/**
 * Of what the copies read, what has `after`'s shape, or is `kept`, and is no input of the graph is tied to what comes before.
 * @param kept values that are not computed again
 */
export function cloneNodes(
  g: GraphBuilder,
  nodes: readonly GraphNode[],
  { after, others }: Before,
  kept: ReadonlySet<Value>,
): Clone {
  const own = new Set(nodes.flatMap((node) => node.outputs).filter((value) => !isIn(kept, value)));
  const values = new Map<Value, Value>();
  const ties = new Map<Value, Value>();
  const given = new Set<Value>(g.inputList);
  const sizes = others.length === 0 ? shapeOf(g, after) : add(g, shapeOf(g, after), zeroFrom(g, others));
  const read = (value: Value | null): Value | null => {
    if (value === null) return null;
    const known = values.get(value);
    if (known !== undefined) return known;
    if (own.has(value)) throw new Error('Nodes are copied in their order.');
    if (given.has(value) || !(kept.has(value) || sameShape(value, after))) return value;
    const wanted = sameShape(value, after) ? sizes : likeAfter(g, value, sizes, after);
    const tied = g.node('Reshape', [value, wanted], { type: value.type, shape: value.shape });
    values.set(value, tied);
    ties.set(value, tied);
    return tied;
  };
  for (const node of nodes) {
    if (node.outputs.every((value) => value === null || kept.has(value))) continue;
    const inputs = node.inputs.map(read);
    const made = g
      .nodes(
        node.op,
        inputs,
        node.outputs.map((value) => (value === null ? null : { type: value.type, shape: value.shape })),
        node.attributes,
        node.domain,
      )
      .values();
    for (const value of node.outputs) {
      if (value === null) continue;
      const { value: copy } = made.next();
      if (copy === undefined) throw new Error('A copy has the outputs of its original.');
      values.set(value, copy);
    }
  }
  return { values, ties };
}

/** int64 [1]: 0, from a number of each value. Their sizes would not do: ONNX Runtime knows them without computing the values. */
function zeroFrom(g: GraphBuilder, values: readonly Value[]): Value {
  const firsts = values.map((value) => {
    const [from, to] = [0, 1].map((at) =>
      g.int64(
        [value.shape.length],
        value.shape.map(() => at),
      ),
    );
    if (from === undefined || to === undefined) throw new Error('A slice has two ends.');
    const shape = value.shape.map(() => 1);
    return reshape(g, g.node('Slice', [value, from, to], { type: value.type, shape }), [1], [1]);
  });
  return mul(g, cast(g, reduceMax(g, concat(g, firsts, 0), 0), 'int64'), g.int64([1], [0]));
}

/** int64 [rank]: `after`'s sizes, with the value's own last one. */
function likeAfter(g: GraphBuilder, value: Value, sizes: Value, after: Value): Value {
  const last = value.shape.at(-1);
  const axes = after.shape.length - 1;
  if (typeof last !== 'number' || !sameSizes(value.shape.slice(0, -1), after.shape.slice(0, -1))) {
    throw new RangeError(
      `${value.name} is kept, but has another shape than ${after.name} before its last axis.`,
    );
  }
  return concat(g, [slice(g, sizes, 0, { from: 0, to: axes, size: axes }), g.int64([1], [last])], 0);
}

function isIn(values: ReadonlySet<Value>, value: Value | null): boolean {
  return value !== null && values.has(value);
}

function sameShape(a: Value, b: Value): boolean {
  return sameSizes(a.shape, b.shape);
}

function sameSizes(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
