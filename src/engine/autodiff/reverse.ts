// Reverse-mode differentiation of a graph: appends to it the nodes that compute the gradients of one number.
// It knows no operator; the rules do.
import type { ElementType, GraphNode, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, scalar } from '../graph/ops';
import { cloneNodes } from './cloneNodes';
import type { Composite } from './composite';
import { rules } from './rules/ruleTable';
import { Sizes } from './sizes';
import { unbroadcast } from './unbroadcast';
import type { InputGradients } from './vjpRule';

/** Nodes [from, to) of a graph. */
export interface NodeRange {
  readonly from: number;
  readonly to: number;
}

export interface ReverseOptions {
  /** Parts of the graph that bring their own derivative. */
  readonly composites?: readonly Composite[];
  /**
   * Parts that are computed a second time when the gradient arrives, instead of keeping what they computed. They are
   * read through few values: what lies between is forgotten.
   */
  readonly recompute?: readonly NodeRange[];
  /** Values within these parts that stay all the same: what gives them is not computed again. */
  readonly kept?: ReadonlySet<Value>;
}

/**
 * ∂`loss`/∂x for each x of `wrt`, in x's shape; zeros where the loss does not depend on it. Only nodes that lead from
 * `wrt` to the loss are walked.
 * @param loss float32 []
 */
export function reverse(
  g: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
  options: ReverseOptions = {},
): Value[] {
  if (loss.shape.length !== 0) throw new RangeError(`The loss has shape [${loss.shape.join(', ')}], not [].`);
  const nodes = [...g.nodeList];
  const walk = new Walk(g, activeValues(nodes, wrt), new Set(wrt));
  walk.gradients.set(loss, [scalar(g, 1)]);
  const composites = new Map(options.composites?.map((composite) => [composite.to - 1, composite]));
  const ranges = new Map(options.recompute?.map((range) => [range.to - 1, range]));
  for (let index = nodes.length - 1; index >= 0; index--) {
    const composite = composites.get(index);
    const range = ranges.get(index);
    if (range !== undefined) {
      walk.recompute(nodes.slice(range.from, range.to), {
        composites: new Map([...composites].map(([last, part]) => [last - range.from, part])),
        kept: options.kept ?? new Set(),
      });
      index = range.from;
    } else if (composite !== undefined) {
      walk.composite(composite, composite.inputs, composite.outputs);
      index = composite.from;
    } else {
      const node = nodes[index];
      if (node !== undefined) walk.node(node);
    }
  }
  return wrt.map((value) => walk.gradient(value) ?? walk.sizes.zeros(value.shape));
}

const floats: ReadonlySet<ElementType> = new Set(['float32', 'float16', 'bfloat16']);

/** What depends on `wrt`; integers, sizes among them, carry no gradient. */
function activeValues(nodes: readonly GraphNode[], wrt: readonly Value[]): Set<Value> {
  const active = new Set(wrt);
  for (const node of nodes) {
    if (!node.inputs.some((value) => value !== null && active.has(value))) continue;
    for (const value of node.outputs) if (value !== null && floats.has(value.type)) active.add(value);
  }
  return active;
}

class Walk {
  readonly sizes: Sizes;
  /** What has arrived at each value so far, to be added up. */
  readonly gradients = new Map<Value, Value[]>();
  /** Of what the part that was computed again last is differentiated for: made before the next part. */
  private finished: readonly Value[] = [];

  constructor(
    private readonly g: GraphBuilder,
    private readonly active: Set<Value>,
    private readonly wrt: ReadonlySet<Value>,
  ) {
    this.sizes = new Sizes(g);
  }

  /** The sum of what arrived. */
  gradient(value: Value): Value | null {
    const parts = this.gradients.get(value);
    const [first, second] = parts ?? [];
    if (parts === undefined || first === undefined) return null;
    if (second === undefined) return first;
    const { type, shape } = value;
    const sum = parts.length === 2 ? add(this.g, first, second) : this.g.node('Sum', parts, { type, shape });
    this.gradients.set(value, [sum]);
    return sum;
  }

  node(node: GraphNode): void {
    this.pull(node.inputs, node.outputs, (gradients) => {
      const rule = rules[node.op];
      if (rule === 'integer' || rule === 'constant') return [];
      if (rule === 'missing') throw new Error(`${node.op} has no derivative.`);
      return rule({ g: this.g, node, sizes: this.sizes, gradients });
    });
  }

  composite({ vjp }: Composite, inputs: readonly Value[], outputs: readonly Value[]): void {
    this.pull(inputs, outputs, (gradients) => vjp(gradients, this.sizes, inputs));
  }

  /** Moves the gradients of outputs to those inputs that depend on what is differentiated for. */
  pull(
    inputs: readonly (Value | null)[],
    outputs: readonly (Value | null)[],
    vjp: (gradients: readonly (Value | null)[]) => InputGradients,
  ): void {
    if (!inputs.some((value) => value !== null && this.active.has(value))) return;
    const gradients = outputs.map((value) => (value === null ? null : this.gradient(value)));
    if (gradients.every((value) => value === null)) return;
    vjp(gradients).forEach((make, index) => {
      const value = inputs[index];
      if (value == null || make === null || !this.active.has(value)) return;
      this.add(value, unbroadcast(this.g, this.sizes, make(), value.shape));
    });
  }

  /**
   * Differentiates a copy of `nodes`. What the copy reads is tied to the gradient that has arrived, by a Reshape to that
   * gradient's shape: so it cannot run before, and is no common subexpression of the original. The tie costs nothing
   * (Reshape does not copy).
   * @param composites by the index of their last node
   * @param kept what of the nodes is not computed again
   */
  recompute(
    nodes: readonly GraphNode[],
    parts: { readonly composites: ReadonlyMap<number, Composite>; readonly kept: ReadonlySet<Value> },
  ): void {
    const arrived = nodes
      .flatMap((node) => node.outputs)
      .find((value) => value !== null && this.gradients.has(value));
    const last = arrived == null ? null : this.gradient(arrived);
    if (last === null) return;
    const outputs = nodes.flatMap((node) => node.outputs).filter((value) => value !== null);
    const kept = new Set(outputs.filter((value) => parts.kept.has(value)));
    const { values, ties } = cloneNodes(this.g, nodes, { after: last, others: this.finished }, kept);
    for (const [original, copy] of values) {
      if (this.active.has(original)) this.active.add(copy);
      const gradients = this.gradients.get(original);
      if (gradients !== undefined && !ties.has(original)) this.gradients.set(copy, [...gradients]);
    }
    const read = <Kind extends Value | null>(value: Kind): Kind | Value =>
      value === null ? value : (values.get(value) ?? value);
    const written = <Kind extends Value | null>(value: Kind): Kind | Value => {
      if (value === null || !kept.has(value)) return read(value);
      this.untie(value, ties);
      return value;
    };
    for (let index = nodes.length - 1; index >= 0; index--) {
      const composite = parts.composites.get(index);
      const node = nodes[index];
      if (composite !== undefined) {
        this.composite(composite, composite.inputs.map(read), composite.outputs.map(written));
        index -= composite.to - composite.from - 1;
      } else if (node !== undefined) {
        this.node({ ...node, inputs: node.inputs.map(read), outputs: node.outputs.map(written) });
      }
    }
    for (const original of ties.keys()) if (!kept.has(original)) this.untie(original, ties);
    const given = new Set(
      nodes.flatMap((node) => node.inputs).filter((value) => value !== null && this.wrt.has(value)),
    );
    this.finished = [...given].flatMap((value) => (value === null ? [] : (this.gradient(value) ?? [])));
  }

  /** What arrived at the tie of a value arrives at the value. */
  private untie(original: Value, ties: ReadonlyMap<Value, Value>): void {
    const tied = ties.get(original);
    const gradient = tied === undefined ? null : this.gradient(tied);
    if (gradient !== null) this.add(original, gradient);
  }

  private add(value: Value, gradient: Value): void {
    const parts = this.gradients.get(value);
    if (parts === undefined) this.gradients.set(value, [gradient]);
    else parts.push(gradient);
  }
}
