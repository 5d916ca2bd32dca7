// An adapter in the graph that generates, as inputs: W·x + B·(A·x), scale folded into B. Projections that the graph fuses
// (q, k, v; gate, up) share one pair: their A stacked, their B block-diagonal. So switching adapters is feeding other matrices.
import type { ModelConfig } from '../checkpoints/checkpoint';
import { projectionShape } from '../checkpoints/projections';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add } from '../graph/ops';
import type { BlockContext } from '../models/blockContext';
import { fusedShape, membersOf, type FusedProjection } from '../models/fusedProjections';
import { float32Tensor, type RuntimeTensor } from '../runtime/session';
import type { Adapter } from './adapter';

function inputName(layer: number, fused: FusedProjection, matrix: 'a' | 'b'): string {
  return `lora.${layer}.${fused}.${matrix}`;
}

/** y + (x·Aᵀ)·Bᵀ for the products in `targets`, with A and B as inputs of the graph; y for the others. */
export function generationUpdates(
  g: GraphBuilder,
  config: ModelConfig,
  targets: ReadonlySet<FusedProjection>,
): BlockContext['adapt'] {
  return (y, x, { layer, fused }) => {
    if (!targets.has(fused)) return y;
    const [out, input] = fusedShape(config, fused);
    const rank = `rank.${layer}.${fused}`;
    const a = g.input(inputName(layer, fused, 'a'), 'float32', [rank, input]);
    const b = g.input(inputName(layer, fused, 'b'), 'float32', [out, rank]);
    const low = fusedMatMul(g, x, a, { transB: true });
    return add(g, y, fusedMatMul(g, low, b, { transB: true }));
  };
}

/**
 * What a graph with inputs for `targets` is fed: the adapter's matrices as they are now, joined and scaled. Of rank `leastRank`
 * (zeros beyond the adapter's own) where the adapter, or null, has less.
 * @throws GuardrailError checkpointCorrupt where a matrix does not fit the model.
 */
export function adapterFeeds(
  config: ModelConfig,
  targets: ReadonlySet<FusedProjection>,
  adapter: Adapter | null,
  leastRank = 0,
): Record<string, RuntimeTensor> {
  adapter?.checkFit(config);
  const feeds: Record<string, RuntimeTensor> = {};
  for (let layer = 0; layer < config.layers; layer++) {
    for (const fused of targets) {
      const { rank, a, b } = joined(config, fused, layer, adapter, leastRank);
      const [out, input] = fusedShape(config, fused);
      feeds[inputName(layer, fused, 'a')] = float32Tensor(a, [rank, input]);
      feeds[inputName(layer, fused, 'b')] = float32Tensor(b, [out, rank]);
    }
  }
  return feeds;
}

/** One pair for the members of a product: A [rank, in], B [out, rank] with the scale in it. */
function joined(
  config: ModelConfig,
  fused: FusedProjection,
  layer: number,
  adapter: Adapter | null,
  leastRank: number,
): { readonly rank: number; readonly a: Float32Array; readonly b: Float32Array } {
  const members = membersOf[fused].map((projection) => ({
    module: adapter?.at(layer, projection) ?? null,
    rows: projectionShape(config, projection)[0],
  }));
  const rank = Math.max(
    leastRank,
    members.reduce((sum, { module }) => sum + (module?.rank ?? 0), 0),
  );
  const [out, input] = fusedShape(config, fused);
  const a = new Float32Array(rank * input);
  const b = new Float32Array(out * rank);
  let rankBefore = 0;
  let outBefore = 0;
  for (const { module, rows } of members) {
    if (module !== null) {
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
  }
  return { rank, a, b };
}
