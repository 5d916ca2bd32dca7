// Attention within whole sequences, for training and scoring: no cache.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, matMul, softmax } from '../graph/ops';
import { attentionScores, headsFirst } from './attention';
import type { BlockContext } from './blockContext';

/**
 * softmax(q·Kᵀ · scale + mask) · V. Rows are padded on the right, so the mask keeps padding from every real token.
 * @param mask of a layer, [batch, 1, sequence · group, sequence]: 0 where a token may see another, else very negative
 */
export function causalAttention(
  g: GraphBuilder,
  config: ModelConfig,
  mask: (layer: number) => Value,
): BlockContext['attend'] {
  return (q, key, value, layer) => {
    const scores = attentionScores(g, config, q, headsFirst(g, key, config));
    return matMul(g, softmax(g, add(g, scores, mask(layer)), -1), headsFirst(g, value, config));
  };
}

/** What is added to the score of what must not be seen. */
export const masked = -1e9;

/** A prompt, and the completions that stand behind it and do not see each other. */
export interface RowLayout {
  /** Tokens of the prompt; 0 where one sequence has the row for itself. */
  readonly prompt: number;
  /** Where each completion begins in the row, in order. */
  readonly starts: readonly number[];
}

export interface MaskSizes {
  readonly sequence: number;
  readonly group: number;
  /** Tokens; absent: everything before is seen. */
  readonly window?: number;
}

/**
 * The mask for rows of `sequence` tokens, the same for each of the `group` query heads of a key-value head: a token sees
 * the prompt, and its own completion up to itself; of both, the last `window` tokens of its text, itself included. What pads
 * a row may see anything: nothing sees it.
 * @returns [rows, sequence · group, sequence]
 */
export function causalMask(
  rows: readonly RowLayout[],
  { sequence, group, window = Infinity }: MaskSizes,
): Float32Array {
  const data = new Float32Array(rows.length * sequence * group * sequence).fill(masked);
  let offset = 0;
  for (const { prompt, starts } of rows) {
    let current = 0;
    for (let position = 0; position < sequence; position++) {
      while ((starts[current + 1] ?? Infinity) <= position) current++;
      const start = position < prompt ? 0 : (starts[current] ?? 0);
      const place = position < prompt ? position : prompt + position - start;
      const fromPrompt = Math.max(0, place - window + 1);
      const toPrompt = Math.min(prompt, position + 1);
      const fromOwn = Math.max(start, position - window + 1);
      for (let head = 0; head < group; head++, offset += sequence) {
        if (fromPrompt < toPrompt) data.fill(0, offset + fromPrompt, offset + toPrompt);
        data.fill(0, offset + fromOwn, offset + position + 1);
      }
    }
  }
  return data;
}
