// Attention within whole sequences, for training and scoring: no cache.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, matMul, softmax } from '../graph/ops';
import { headsFirst } from './attention';
import type { BlockContext } from './blockContext';

/**
 * softmax(q·Kᵀ / √d + mask) · V. Rows are padded on the right, so the mask keeps padding from every real token.
 * @param mask [batch, 1, sequence · group, sequence]: 0 where a token may see another, else very negative
 */
export function causalAttention(g: GraphBuilder, config: ModelConfig, mask: Value): BlockContext['attend'] {
  const alpha = 1 / Math.sqrt(config.headDim);
  return (q, key, value) => {
    const scores = fusedMatMul(g, q, headsFirst(g, key, config), { transB: true, alpha });
    return matMul(g, softmax(g, add(g, scores, mask), -1), headsFirst(g, value, config));
  };
}

const masked = -1e9;

/** A prompt, and the completions that stand behind it and do not see each other. */
export interface RowLayout {
  /** Tokens of the prompt; 0 where one sequence has the row for itself. */
  readonly prompt: number;
  /** Where each completion begins in the row, in order. */
  readonly starts: readonly number[];
}

/**
 * The mask for rows of `sequence` tokens, the same for each of the `group` query heads of a key-value head: a token sees
 * the prompt, and its own completion up to itself. What pads a row may see anything: nothing sees it.
 * @returns [rows, sequence · group, sequence]
 */
export function causalMask(rows: readonly RowLayout[], sequence: number, group: number): Float32Array {
  const data = new Float32Array(rows.length * sequence * group * sequence).fill(masked);
  let offset = 0;
  for (const { prompt, starts } of rows) {
    let current = 0;
    for (let position = 0; position < sequence; position++) {
      while ((starts[current + 1] ?? Infinity) <= position) current++;
      const start = position < prompt ? 0 : (starts[current] ?? 0);
      for (let head = 0; head < group; head++, offset += sequence) {
        data.fill(0, offset, offset + Math.min(prompt, position + 1));
        data.fill(0, offset + start, offset + position + 1);
      }
    }
  }
  return data;
}
