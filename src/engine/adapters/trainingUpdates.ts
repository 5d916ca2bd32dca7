// An adapter in a graph that trains it: each matrix is an input of its own under PEFT's name. Projections that the graph fuses
// share two products: their A stacked, their B block-diagonal, joined in the graph (they are small).
import type { Composite } from '../autodiff/composite';
import type { ModelConfig } from '../checkpoints/checkpoint';
import { projectionShape } from '../checkpoints/projections';
import type { Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, concat, mul, scalar } from '../graph/ops';
import type { BlockContext } from '../models/blockContext';
import { membersOf } from '../models/fusedProjections';
import { matricesOf, type Adapter, type AdapterMatrix, type AdapterModule } from './adapter';
import { droppedProduct } from './droppedProduct';

/** An input that says what dropout keeps: bool [batch, sequence, in]. */
export interface DropoutInput {
  readonly name: string;
  /** in */
  readonly width: number;
}

export interface TrainingUpdates {
  readonly adapt: BlockContext['adapt'];
  /** The matrices by name. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** One mask for each module, in the order in which they are used; none without dropout. */
  readonly dropouts: readonly DropoutInput[];
  readonly composites: readonly Composite[];
  /** What the products with weights gave at each place, updates included, and the low-rank products: what is dear to compute. */
  readonly products: ReadonlySet<Value>;
}

/**
 * y + scale·B·A·x for the adapter's modules; without an adapter, y. Dropout zeroes parts of x on the way to A and divides the
 * rest by 1 − p; every module has a mask of its own, as in PEFT. What is returned fills up while the graph is built.
 */
export function trainingUpdates(
  g: GraphBuilder,
  config: ModelConfig,
  adapter: Adapter | null,
  dropout: number,
): TrainingUpdates {
  const inputs = new Map<string, Value>();
  const dropouts: DropoutInput[] = [];
  const composites: Composite[] = [];
  const products = new Set<Value>();
  const product = (value: Value): Value => {
    products.add(value);
    return value;
  };
  const input = ({ name, shape }: AdapterMatrix): Value => {
    const value = g.input(name, 'float32', shape);
    inputs.set(name, value);
    return value;
  };
  /** A·x of all modules that read x, one above the other. */
  const lowRank = (x: Value, present: readonly AdapterModule[]): Value => {
    const matrices = present.map((module) => input(matricesOf(module).a));
    if (dropout === 0) return fusedMatMul(g, x, concat(g, matrices, 0), { transB: true });
    const parts = present.map(({ layer, projection }, index) => {
      const name = `dropout.${layer}.${projection}`;
      const kept = g.input(name, 'bool', x.shape);
      const width = x.shape.at(-1);
      const a = matrices[index];
      if (typeof width !== 'number' || a === undefined) throw new RangeError('The width of x is known.');
      dropouts.push({ name, width });
      return droppedProduct(g, x, kept, a, composites);
    });
    return concat(g, parts, -1);
  };
  return {
    inputs,
    dropouts,
    composites,
    products,
    adapt: (y, x, { layer, fused }) => {
      const members = membersOf[fused].map((projection) => ({
        module: adapter?.at(layer, projection) ?? null,
        out: projectionShape(config, projection)[0],
      }));
      const present = members.map(({ module }) => module).filter((module) => module !== null);
      if (present.length === 0) return product(y);
      const total = present.reduce((sum, { rank }) => sum + rank, 0);
      const low = product(lowRank(x, present));
      let before = 0;
      const blocks = members.map(({ module, out }) => {
        if (module === null) return zeros(g, [out, total]);
        const after = total - before - module.rank;
        const b = mul(g, input(matricesOf(module).b), scalar(g, module.scale / (1 - dropout)));
        const row = [
          ...(before === 0 ? [] : [zeros(g, [out, before])]),
          b,
          ...(after === 0 ? [] : [zeros(g, [out, after])]),
        ];
        before += module.rank;
        return concat(g, row, 1);
      });
      return product(add(g, y, fusedMatMul(g, low, concat(g, blocks, 0), { transB: true })));
    },
  };
}

function zeros(g: GraphBuilder, shape: readonly number[] & Shape): Value {
  return g.node('ConstantOfShape', [g.int64([shape.length], shape)], { type: 'float32', shape });
}
