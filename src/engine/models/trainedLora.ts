// LoRA in a graph that trains it: each matrix is an input of its own under PEFT's name. Projections that the graph fuses
// share two products: their A stacked, their B block-diagonal, joined in the graph (they are small).
import type { LoraModule, ModelConfig, Projection } from '../checkpoints/checkpoint';
import type { Shape, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, concat, mul, scalar, where } from '../graph/ops';
import type { BlockContext } from './blockContext';
import type { FusedProjection } from './lora';
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
export function dropoutName(layer: number, fused: FusedProjection): string {
  return `dropout.${layer}.${fused}`;
}

/** Where there is dropout, the inputs that it needs. */
export interface DropoutInput {
  readonly name: string;
  /** in */
  readonly width: number;
}

/**
 * y + scale·B·A·x for the modules of `specs`; `inputs` collects the matrices, `dropouts` the masks. Dropout zeroes parts
 * of x on the way to A and divides the rest by 1 − p, as PEFT does; projections that read the same x share a mask.
 */
export function trainedLora(
  g: GraphBuilder,
  config: ModelConfig,
  specs: readonly LoraSpec[],
  dropout: number,
): {
  readonly lora: BlockContext['lora'];
  readonly inputs: Map<string, Value>;
  readonly dropouts: DropoutInput[];
} {
  const byPlace = new Map(specs.map((spec) => [`${spec.layer}.${spec.projection}`, spec]));
  const inputs = new Map<string, Value>();
  const dropouts: DropoutInput[] = [];
  const matrix = (spec: LoraSpec, which: 'A' | 'B'): Value => {
    const name = peftName(spec, which);
    const value = g.input(name, 'float32', loraShape(config, spec, which));
    inputs.set(name, value);
    return value;
  };
  return {
    inputs,
    dropouts,
    lora: (y, x, { layer, fused }) => {
      const members = membersOf[fused].map((projection) => ({
        spec: byPlace.get(`${layer}.${projection}`) ?? null,
        out: projectionShape(config, projection)[0],
      }));
      const present = members.map(({ spec }) => spec).filter((spec) => spec !== null);
      if (present.length === 0) return y;
      let input = x;
      if (dropout > 0) {
        const name = dropoutName(layer, fused);
        const kept = g.input(name, 'bool', x.shape);
        const width = x.shape.at(-1);
        if (typeof width !== 'number') throw new RangeError('The width of an activation is known.');
        dropouts.push({ name, width });
        input = where(g, kept, x, scalar(g, 0));
      }
      const total = present.reduce((sum, { rank }) => sum + rank, 0);
      const a = concat(
        g,
        present.map((spec) => matrix(spec, 'A')),
        0,
      );
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
      const low = fusedMatMul(g, input, a, { transB: true });
      return add(g, y, fusedMatMul(g, low, concat(g, blocks, 0), { transB: true }));
    },
  };
}

function zeros(g: GraphBuilder, shape: readonly number[] & Shape): Value {
  return g.node('ConstantOfShape', [g.int64([shape.length], shape)], { type: 'float32', shape });
}
