// A checkpoint's weights as inputs of a graph: one copy in memory serves several sessions, and may change between runs.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { concat } from '../graph/ops';
import type { WeightValues } from './blockContext';

/** One input: the tensors of the checkpoint that lie in it, one above the other. */
export interface WeightInput {
  readonly value: Value;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

export class InputWeights implements WeightValues {
  private readonly byName = new Map<string, WeightInput>();

  /**
   * @param separate every tensor is an input of its own, so that it can be trained; else those that are used together
   * are one input, which spares the graph joining them.
   */
  constructor(
    private readonly graph: GraphBuilder,
    private readonly separate: boolean,
  ) {}

  get inputs(): readonly WeightInput[] {
    return [...this.byName.values()];
  }

  table(name: string, shape: readonly number[]): Value {
    return this.float32(name, shape);
  }

  float32(name: string, shape: readonly number[]): Value {
    return this.input(name, shape, [{ name, shape }]);
  }

  stacked(names: readonly string[], rows: readonly number[], rest: readonly number[]): Value {
    const tensors = names.map((name, index) => ({ name, shape: [rows[index] ?? 0, ...rest] }));
    if (this.separate) {
      return concat(
        this.graph,
        tensors.map(({ name, shape }) => this.float32(name, shape)),
        0,
      );
    }
    const total = rows.reduce((sum, count) => sum + count, 0);
    return this.input(names.join('+'), [total, ...rest], tensors);
  }

  /** What is trained, or trained over, is float32. */
  blocks(): null {
    return null;
  }

  private input(name: string, shape: readonly number[], tensors: WeightInput['tensors']): Value {
    const known = this.byName.get(name);
    if (known !== undefined) return known.value;
    const value = this.graph.input(name, 'float32', shape);
    this.byName.set(name, { value, tensors });
    return value;
  }
}
