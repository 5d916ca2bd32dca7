// LoRA in a graph that trains it: each matrix is an input of its own under PEFT's name. Projections that the graph fuses
// share two products: their A stacked, their B block-diagonal, joined in the graph (they are small).
import type { LoraModule, ModelConfig, Projection } from '../checkpoints/checkpoint';
import type { Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, concat, mul, scalar } from '../graph/ops';
import type { Composite } from '../autodiff/composite';
import type { BlockContext } from './blockContext';
import { droppedProduct } from './droppedProduct';
import { membersOf, projectionShape } from './lora';

/** A low-rank update without its numbers. */
export type LoraSpec = Pick<LoraModule, 'layer' | 'projection' | 'rank' | 'scale'>;

const sublayer = (projection: Projection): string =>
  projection === 'gate_proj' || projection === 'up_proj' || projection === 'down_proj' ? 'mlp' : 'self_attn';

/** PEFT's name of a matrix. */
export function peftName({ layer, projection }: LoraSpec, matrix: 'A' | 'B'): string {
  return `base_model.model.model.layers.${layer}.${sublayer(projection)}.${projection}.lora_${matrix}.weight`;
}

/** A: [rank, in], B: [out, rank]. */
export function loraShape(config: ModelConfig, spec: LoraSpec, matrix: 'A' | 'B'): readonly number[] {
  const [out, input] = projectionShape(config, spec.projection);
  return matrix === 'A' ? [spec.rank, input] : [out, spec.rank];
}

/** Name of the input that says what dropout keeps: bool [batch, sequence, in]. */
export function dropoutName(layer: number, projection: Projection): string {
  return `dropout.${layer}.${projection}`;
}

/** Where there is dropout, the inputs that it needs. */
export interface DropoutInput {
  readonly name: string;
  /** in */
  readonly width: number;
}

export interface TrainedLora {
  readonly lora: BlockContext['lora'];
  /** The matrices by name. */
  readonly inputs: Map<string, Value>;
  /** The masks, in the order in which they are used. */
  readonly dropouts: DropoutInput[];
  readonly composites: Composite[];
}

/**
 * y + scale·B·A·x for the modules of `specs`. Dropout zeroes parts of x on the way to A and divides the rest by 1 − p; every
 * module has a mask of its own, as in PEFT.
 */
export function trainedLora(
  g: GraphBuilder,
  config: ModelConfig,
  specs: readonly LoraSpec[],
  dropout: number,
): TrainedLora {
  const byPlace = new Map(specs.map((spec) => [`${spec.layer}.${spec.projection}`, spec]));
  const inputs = new Map<string, Value>();
  const dropouts: DropoutInput[] = [];
  const composites: Composite[] = [];
  const matrix = (spec: LoraSpec, which: 'A' | 'B'): Value => {
    const name = peftName(spec, which);
    const value = g.input(name, 'float32', loraShape(config, spec, which));
    inputs.set(name, value);
    return value;
  };
  /** A·x of all modules that read x, one above the other. */
  const lowRank = (x: Value, present: readonly LoraSpec[]): Value => {
    const matrices = present.map((spec) => matrix(spec, 'A'));
    if (dropout === 0) return fusedMatMul(g, x, concat(g, matrices, 0), { transB: true });
    const parts = present.map(({ layer, projection }, index) => {
      const name = dropoutName(layer, projection);
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
    lora: (y, x, { layer, fused }) => {
      const members = membersOf[fused].map((projection) => ({
        spec: byPlace.get(`${layer}.${projection}`) ?? null,
        out: projectionShape(config, projection)[0],
      }));
      const present = members.map(({ spec }) => spec).filter((spec) => spec !== null);
      if (present.length === 0) return y;
      const total = present.reduce((sum, { rank }) => sum + rank, 0);
      const low = lowRank(x, present);
      let before = 0;
      const blocks = members.map(({ spec, out }) => {
        if (spec === null) return zeros(g, [out, total]);
        const after = total - before - spec.rank;
        const b = mul(g, matrix(spec, 'B'), scalar(g, spec.scale / (1 - dropout)));
        const row = [
          ...(before === 0 ? [] : [zeros(g, [out, before])]),
          b,
          ...(after === 0 ? [] : [zeros(g, [out, after])]),
        ];
        before += spec.rank;
        return concat(g, row, 1);
      });
      return add(g, y, fusedMatMul(g, low, concat(g, blocks, 0), { transB: true }));
    },
  };
}

function zeros(g: GraphBuilder, shape: readonly number[] & Shape): Value {
  return g.node('ConstantOfShape', [g.int64([shape.length], shape)], { type: 'float32', shape });
}
