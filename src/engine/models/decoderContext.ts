// What the blocks of a decoder share while its graph is built, and the names of the graph's inputs and outputs.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { FusedProjection } from './lora';
import type { Weights } from './weights';

export interface DecoderContext {
  readonly g: GraphBuilder;
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** Where the graph has inputs for low-rank updates. */
  readonly loraTargets: ReadonlySet<FusedProjection>;
  /** int64 [batch, sequence] */
  readonly positions: Value;
  readonly rope: { readonly cos: Value; readonly sin: Value };
  /** [batch, 1, 1, cache]: 0 where the cache holds a token of the row, else very negative. */
  readonly cacheMask: Value;
  /** [1, 1, sequence · group, sequence]: 0 where a new token may see another, else very negative. */
  readonly newMask: Value;
  /** int64 [1] each: sizes of the cache and of the new part. */
  readonly cacheLength: Value;
  readonly newLength: Value;
}

export const decoderInputs = {
  /** int64 [batch, sequence] */
  ids: 'ids',
  /** int64 [batch, sequence] */
  positions: 'positions',
  /** int64 [selected]: which of the batch · sequence positions get logits. */
  select: 'select',
  cacheMask: 'cacheMask',
  newMask: 'newMask',
  /** int64 [1] */
  cacheLength: 'cacheLength',
  newLength: 'newLength',
  cos: 'cos',
  sin: 'sin',
  /** [batch, kvHeads, cache, headDim] */
  cacheKey: (layer: number) => `cacheKey.${layer}`,
  cacheValue: (layer: number) => `cacheValue.${layer}`,
} as const;

export const decoderOutputs = {
  /** [selected, vocabulary] */
  logits: 'logits',
  /** int64 [selected, 1]: the most likely token. */
  token: 'token',
  /** [selected, 1]: its natural-log probability. */
  logprob: 'logprob',
  /** [batch, kvHeads, sequence, headDim] */
  newKey: (layer: number) => `newKey.${layer}`,
  newValue: (layer: number) => `newValue.${layer}`,
} as const;
