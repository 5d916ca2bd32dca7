// What the blocks of a decoder share while its graph is built, whether it generates or is trained.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { BlockValues } from './blockProducts';
import type { FusedProjection } from './fusedProjections';
import type { ExpertValues } from './safetyExpert';

/** The checkpoint's tensors as values of a graph, by Hugging Face's names. */
export interface WeightValues {
  /** Rows of a look-up table [rows, width], float32 [...ids, width]. @throws as float32 */
  rows(name: string, shape: readonly [number, number], ids: Value): Value;
  /** @throws GuardrailError checkpointCorrupt where the tensor is missing or has another shape. */
  float32(name: string, shape: readonly number[]): Value;
  /** A matrix [out, in] as parts one above the other: several where one would be too large to be handled at once. @throws as float32 */
  parts(name: string, shape: readonly [number, number]): readonly Value[];
  /** Tensors of [rows, …rest] one above the other. @throws as float32 */
  stacked(names: readonly string[], rows: readonly number[], rest: readonly number[]): Value;
  /** A matrix [out, in] that is computed with in blocks; null: it is not. @throws as float32 */
  blocks(name: string, shape: readonly [number, number]): BlockValues | null;
  /** x·[W₁; W₂; …]ᵀ for matrices in blocks of one layout: [..., in] → [..., Σ out]. */
  blockProduct(x: Value, matrices: readonly BlockValues[], name?: string): Value;
}

export interface RopeValues {
  readonly cos: Value;
  readonly sin: Value;
}

export interface BlockContext {
  readonly g: GraphBuilder;
  readonly config: ModelConfig;
  readonly weights: WeightValues;
  /** int64 [batch, sequence]; or [1], the position of every row's first token. */
  readonly positions: Value;
  /** Of a layer, [positions, dim / 2] each; null: its queries and keys are not turned. */
  readonly rope: (layer: number) => RopeValues | null;
  /** y = W·x with what an adapter adds to that product, where there is one. */
  readonly adapt: (
    y: Value,
    x: Value,
    at: { readonly layer: number; readonly fused: FusedProjection },
  ) => Value;
  /** A safety expert beside the feed-forward network of a layer; absent or null: none. */
  readonly expert?: (layer: number) => ExpertValues | null;
  /**
   * Mixes values by attention.
   * @param q [batch, kvHeads, sequence · group, headDim], rotated
   * @param key [batch, sequence, kvHeads · headDim], rotated
   * @param value [batch, sequence, kvHeads · headDim]
   * @returns [batch, kvHeads, sequence · group, headDim]
   */
  readonly attend: (q: Value, key: Value, value: Value, layer: number) => Value;
}

/** What turns queries and keys of a layer. @param ropes by index, as in the description */
export function ropeOf(config: ModelConfig, ropes: readonly RopeValues[], layer: number): RopeValues | null {
  const index = config.layerAttention[layer]?.rope ?? null;
  return index === null ? null : (ropes[index] ?? null);
}
