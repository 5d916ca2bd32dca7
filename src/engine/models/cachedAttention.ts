// Attention with a key-value cache that is only read: the new keys and values are outputs, and the caller
// writes them into its own buffers. (The binding copies every output of a session, so a cache among the outputs
// would be copied at each step; inputs are never copied.)
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, concat, matMul, softmax } from '../graph/ops';
import { attentionScores, headsFirst } from './attention';
import type { BlockContext } from './blockContext';
import { decoderInputs, decoderOutputs } from './decoderNames';

/** 0 where a new token may see another, else very negative. */
export interface CacheMasks {
  /** [batch, 1, 1 or sequence · group, cache]: what the cache holds. */
  readonly cache: Value;
  /** [1, 1, sequence · group, sequence]: among the new tokens. */
  readonly fresh: Value;
}

export interface CacheInputs {
  readonly masks: (layer: number) => CacheMasks;
  /** int64 [1] each: sizes of the cache and of the new part. */
  readonly cacheLength: Value;
  readonly newLength: Value;
}

/** softmax(q·[K_cache, K_new]ᵀ · scale + mask) · [V_cache, V_new], without joining the caches. */
export function cachedAttention(
  g: GraphBuilder,
  config: ModelConfig,
  inputs: CacheInputs,
): BlockContext['attend'] {
  return (q, key, value, layer) => {
    const { kvHeads, headDim } = config;
    const newKey = headsFirst(g, key, config, decoderOutputs.newKey(layer));
    const newValue = headsFirst(g, value, config, decoderOutputs.newValue(layer));
    g.output(newKey);
    g.output(newValue);
    const cacheShape = ['batch', kvHeads, 'cache', headDim];
    const cacheKey = g.input(decoderInputs.cacheKey(layer), 'float32', cacheShape);
    const cacheValue = g.input(decoderInputs.cacheValue(layer), 'float32', cacheShape);
    const masks = inputs.masks(layer);
    const scored = (keys: Value, mask: Value): Value => add(g, attentionScores(g, config, q, keys), mask);
    const scores = concat(g, [scored(cacheKey, masks.cache), scored(newKey, masks.fresh)], -1);
    const [ofCache, ofNew] = g.nodes(
      'Split',
      [softmax(g, scores, -1), concat(g, [inputs.cacheLength, inputs.newLength], 0)],
      [
        { type: 'float32', shape: ['batch', kvHeads, 'queries', 'cache'] },
        { type: 'float32', shape: ['batch', kvHeads, 'queries', 'sequence'] },
      ],
      { axis: -1 },
    );
    if (ofCache === undefined || ofNew === undefined) throw new Error('Split gives two parts.');
    return add(g, matMul(g, ofCache, cacheValue), matMul(g, ofNew, newValue));
  };
}
