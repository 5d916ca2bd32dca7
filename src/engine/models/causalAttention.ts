// Attention within whole sequences, for training and scoring: no cache.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, matMul, softmax } from '../graph/ops';
import { headsFirst } from './attention';
import type { BlockContext } from './blockContext';

/**
 * softmax(q·Kᵀ / √d + mask) · V. Rows are padded on the right, so a causal mask keeps padding from every real token.
 * @param mask [1, 1, sequence · group, sequence]: 0 where a token may see another, else very negative
 */
export function causalAttention(g: GraphBuilder, config: ModelConfig, mask: Value): BlockContext['attend'] {
  const alpha = 1 / Math.sqrt(config.headDim);
  return (q, key, value) => {
    const scores = fusedMatMul(g, q, headsFirst(g, key, config), { transB: true, alpha });
    return matMul(g, softmax(g, add(g, scores, mask), -1), headsFirst(g, value, config));
  };
}

const masked = -1e9;

/** The mask for rows of `sequence` tokens, the same for each of the `group` query heads of a key-value head. */
export function causalMask(sequence: number, group: number): Float32Array {
  const data = new Float32Array(sequence * group * sequence);
  for (let query = 0; query < sequence * group; query++) {
    const position = Math.floor(query / group);
    data.fill(masked, query * sequence + position + 1, (query + 1) * sequence);
  }
  return data;
}
