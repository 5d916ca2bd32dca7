// A pass for execution providers that cannot bind a tensor without elements (WebGPU ends the process): the cache of a first pass
// holds nothing, and a pass that only fills the cache scores nothing.
import type { ModelConfig } from '../checkpoints/checkpoint';
import { float32Tensor } from '../runtime/session';
import { masked } from './causalAttention';
import type { CacheFeeds, Pass } from './decoderModel';

/** An empty cache as one masked position, whose weight is 0; no position to score as the first one, which nobody asks for. */
export function withoutEmptyTensors(config: ModelConfig, pass: Pass): Pass {
  return {
    ...pass,
    cache: filled(config, pass.cache),
    select: pass.select.length > 0 ? pass.select : BigInt64Array.of(0n),
  };
}

function filled({ kvHeads, headDim }: ModelConfig, cache: CacheFeeds): CacheFeeds {
  if (cache.capacity > 0) return cache;
  const { batch } = cache;
  const position = float32Tensor(new Float32Array(batch * kvHeads * headDim), [batch, kvHeads, 1, headDim]);
  return {
    batch,
    capacity: 1,
    keys: cache.keys.map(() => position),
    values: cache.values.map(() => position),
    mask: float32Tensor(new Float32Array(batch).fill(masked), [batch, 1, 1, 1]),
  };
}
