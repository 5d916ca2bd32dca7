// The matrix from hidden states to the vocabulary, [vocabulary, hidden], as training meets it: float32, or in blocks and frozen.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { gather, matMul } from '../graph/ops';
import type { WeightValues } from './blockContext';
import { blockRows } from './blockProducts';
import { timesMatrix, timesTransposed } from './dequantisedProducts';

export interface LanguageHead {
  /** h·Wᵀ: [tokens, hidden] → [tokens, vocabulary] */
  readonly logits: (h: Value) => Value;
  /** p·W: [tokens, vocabulary] → [tokens, hidden] */
  readonly mixed: (p: Value) => Value;
  /** Rows of W: int64 [tokens] → [tokens, hidden] */
  readonly rows: (tokens: Value) => Value;
  /** What gradients of W arrive at; null: it is frozen. */
  readonly matrix: Value | null;
}

/** @throws as WeightValues.float32 */
export function languageHead(
  g: GraphBuilder,
  weights: WeightValues,
  name: string,
  shape: readonly [number, number],
): LanguageHead {
  const blocks = weights.blocks(name, shape);
  if (blocks === null) return floatHead(g, weights.float32(name, shape));
  return {
    logits: (h) => timesTransposed(g, h, blocks),
    mixed: (p) => timesMatrix(g, p, blocks),
    rows: (tokens) => blockRows(g, blocks, tokens),
    matrix: null,
  };
}

/** @param matrix float32 [vocabulary, hidden] */
export function floatHead(g: GraphBuilder, matrix: Value): LanguageHead {
  return {
    logits: (h) => fusedMatMul(g, h, matrix, { transB: true }),
    mixed: (p) => matMul(g, p, matrix),
    rows: (tokens) => gather(g, matrix, tokens, 0),
    matrix,
  };
}
