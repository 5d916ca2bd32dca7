// Which projections a block computes as one matrix product.
import { projectionShape, type DecoderSizes, type Projection } from '../checkpoints/projections';

export const fusedProjections = ['qkv', 'output', 'gateUp', 'down'] as const;
export type FusedProjection = (typeof fusedProjections)[number];

export const membersOf: Readonly<Record<FusedProjection, readonly Projection[]>> = {
  qkv: ['q_proj', 'k_proj', 'v_proj'],
  output: ['o_proj'],
  gateUp: ['gate_proj', 'up_proj'],
  down: ['down_proj'],
};

/** [out, in]: the members' outputs one after the other, of one input. */
export function fusedShape(sizes: DecoderSizes, fused: FusedProjection): readonly [number, number] {
  const shapes = membersOf[fused].map((member) => projectionShape(sizes, member));
  return [shapes.reduce((sum, [out]) => sum + out, 0), shapes[0]?.[1] ?? 0];
}
