// LoRA as graph inputs: W·x + B·(A·x), scale folded into B. Projections that the graph fuses (q, k, v; gate, up)
// share one pair: their A stacked, their B block-diagonal. So switching adapters is feeding other matrices.
import { GuardrailError } from '../../protocol/errors';
import type { LoraModule, ModelConfig, Projection } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add } from '../graph/ops';

export const fusedProjections = ['qkv', 'output', 'gateUp', 'down'] as const;
export type FusedProjection = (typeof fusedProjections)[number];

export const membersOf: Readonly<Record<FusedProjection, readonly Projection[]>> = {
  qkv: ['q_proj', 'k_proj', 'v_proj'],
  output: ['o_proj'],
  gateUp: ['gate_proj', 'up_proj'],
  down: ['down_proj'],
};

/** [out, in] of a projection. */
export function projectionShape(config: ModelConfig, projection: Projection): readonly [number, number] {
  const query = config.heads * config.headDim;
  const keyValue = config.kvHeads * config.headDim;
  switch (projection) {
    case 'q_proj':
      return [query, config.hiddenSize];
    case 'k_proj':
    case 'v_proj':
      return [keyValue, config.hiddenSize];
    case 'o_proj':
      return [config.hiddenSize, query];
    case 'gate_proj':
    case 'up_proj':
      return [config.intermediateSize, config.hiddenSize];
    case 'down_proj':
      return [config.hiddenSize, config.intermediateSize];
  }
}

export function fusedShape(config: ModelConfig, fused: FusedProjection): readonly [number, number] {
  const shapes = membersOf[fused].map((member) => projectionShape(config, member));
  return [shapes.reduce((sum, [out]) => sum + out, 0), shapes[0]?.[1] ?? 0];
}

export function loraName(layer: number, fused: FusedProjection, matrix: 'a' | 'b'): string {
  return `lora.${layer}.${fused}.${matrix}`;
}

/** y + (x·Aᵀ)·Bᵀ with A and B as inputs of the graph. */
export function addLora(
  g: GraphBuilder,
  y: Value,
  x: Value,
  at: { readonly layer: number; readonly fused: FusedProjection; readonly config: ModelConfig },
): Value {
  const [out, input] = fusedShape(at.config, at.fused);
  const rank = `rank.${at.layer}.${at.fused}`;
  const a = g.input(loraName(at.layer, at.fused, 'a'), 'float32', [rank, input]);
  const b = g.input(loraName(at.layer, at.fused, 'b'), 'float32', [out, rank]);
  const low = fusedMatMul(g, x, a, { transB: true });
  return add(g, y, fusedMatMul(g, low, b, { transB: true }));
}

/** Which fused projections an adapter changes. */
export function fusedTargets(lora: readonly LoraModule[]): Set<FusedProjection> {
  return new Set(
    fusedProjections.filter((fused) => lora.some((module) => membersOf[fused].includes(module.projection))),
  );
}

export interface LoraMatrix {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
}

/**
 * The matrices to feed for `targets`; rank 0 where the adapter (or null) changes nothing.
 * @throws GuardrailError checkpointCorrupt where a matrix does not fit the model.
 */
export function loraMatrices(
  config: ModelConfig,
  targets: ReadonlySet<FusedProjection>,
  lora: readonly LoraModule[] | null,
): LoraMatrix[] {
  const byPlace = new Map((lora ?? []).map((module) => [`${module.layer}.${module.projection}`, module]));
  const matrices: LoraMatrix[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    for (const fused of targets) {
      const members = membersOf[fused].map((projection) => byPlace.get(`${layer}.${projection}`));
      const rank = members.reduce((sum, module) => sum + (module?.rank ?? 0), 0);
      const [out, input] = fusedShape(config, fused);
      const a = new Float32Array(rank * input);
      const b = new Float32Array(out * rank);
      let rankBefore = 0;
      let outBefore = 0;
      membersOf[fused].forEach((projection, index) => {
        const [rows] = projectionShape(config, projection);
        const module = members[index];
        if (module !== undefined) {
          checkSize(module, rows, input);
          a.set(module.a, rankBefore * input);
          for (let row = 0; row < rows; row++) {
            for (let r = 0; r < module.rank; r++) {
              b[(outBefore + row) * rank + rankBefore + r] =
                module.scale * (module.b[row * module.rank + r] ?? 0);
            }
          }
          rankBefore += module.rank;
        }
        outBefore += rows;
      });
      matrices.push(
        { name: loraName(layer, fused, 'a'), shape: [rank, input], data: a },
        { name: loraName(layer, fused, 'b'), shape: [out, rank], data: b },
      );
    }
  }
  return matrices;
}

function checkSize(module: LoraModule, out: number, input: number): void {
  if (module.a.length === module.rank * input && module.b.length === out * module.rank) return;
  throw new GuardrailError(
    'checkpointCorrupt',
    `The adapter's ${module.projection} of layer ${module.layer} does not fit the model.`,
    'Check that the adapter was trained on this base checkpoint.',
  );
}
