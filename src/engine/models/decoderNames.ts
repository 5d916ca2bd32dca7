// The names of the generation graph's inputs and outputs.
export const decoderInputs = {
  /** int64 [batch, sequence] */
  ids: 'ids',
  /** int64 [batch, sequence] */
  positions: 'positions',
  /** int64 [selected]: which of the batch · sequence positions get logits. */
  select: 'select',
  cacheMask: 'cacheMask',
  newMask: 'newMask',
  /** Of models with sliding layers: the mask among the new tokens there. */
  slidingMask: 'slidingMask',
  /** float32 [batch, 1, sequence · group, 1]: places in the text. */
  queryPlaces: 'queryPlaces',
  /** float32 [cache] */
  cachePlaces: 'cachePlaces',
  /** int64 [1] */
  cacheLength: 'cacheLength',
  newLength: 'newLength',
  /** Of each of the model's ropes, [positions, dim / 2]. */
  cos: (rope: number) => `cos.${rope}`,
  sin: (rope: number) => `sin.${rope}`,
  /** [batch, kvHeads, cache, headDim] */
  cacheKey: (layer: number) => `cacheKey.${layer}`,
  cacheValue: (layer: number) => `cacheValue.${layer}`,
  /** [hidden]; [rank, hidden] each */
  editOffset: (layer: number) => `edit.${layer}.offset`,
  editA: (layer: number) => `edit.${layer}.a`,
  editB: (layer: number) => `edit.${layer}.b`,
  /** Of graphs that correct a stream: float32 [batch, sequence, 1], 1 at the positions that are scored. */
  scored: 'scored',
  /** [width, hidden]; [width]; [1, width]; [1] each */
  criticFirst: (layer: number) => `critic.${layer}.first`,
  criticFirstBias: (layer: number) => `critic.${layer}.firstBias`,
  criticSecond: (layer: number) => `critic.${layer}.second`,
  criticSecondBias: (layer: number) => `critic.${layer}.secondBias`,
  criticThreshold: (layer: number) => `critic.${layer}.threshold`,
  criticStep: (layer: number) => `critic.${layer}.step`,
  criticLimit: (layer: number) => `critic.${layer}.limit`,
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
  /** [batch, sequence, hidden]: the residual stream behind a block, after its edit. */
  stream: (layer: number) => `stream.${layer}`,
} as const;
