// Copies nodes of a graph so that they run a second time, after a given value has been computed.
import type { GraphNode, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { shapeOf } from '../graph/ops';

export interface Clone {
  readonly copies: readonly GraphNode[];
  /** Each value of the original nodes → its copy, ties included. */
  readonly values: ReadonlyMap<Value, Value>;
  /** What the originals read from outside and was computed → the same, not to be had before `after`. */
  readonly ties: ReadonlyMap<Value, Value>;
}

/** Of what the nodes read from outside, what has `after`'s shape and is no input of the graph is tied to it. */
export function cloneNodes(g: GraphBuilder, nodes: readonly GraphNode[], after: Value): Clone {
  const own = new Set(nodes.flatMap((node) => node.outputs));
  const values = new Map<Value, Value>();
  const ties = new Map<Value, Value>();
  const given = new Set<Value>(g.inputList);
  const sizes = shapeOf(g, after);
  const read = (value: Value | null): Value | null => {
    if (value === null) return null;
    const known = values.get(value);
    if (known !== undefined) return known;
    if (own.has(value)) throw new Error('Nodes are copied in their order.');
    if (given.has(value) || !sameShape(value, after)) return value;
    const tied = g.node('Reshape', [value, sizes], { type: value.type, shape: value.shape });
    values.set(value, tied);
    ties.set(value, tied);
    return tied;
  };
  const copies = nodes.map((node): GraphNode => {
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
    const outputs = node.outputs.map((value) => {
      if (value === null) return null;
      const { value: copy } = made.next();
      if (copy === undefined) throw new Error('A copy has the outputs of its original.');
      values.set(value, copy);
      return copy;
    });
    return { ...node, inputs, outputs };
  });
  return { copies, values, ties };
}

function sameShape(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
}
