// The numbers of the built-in model: everything that the recipe makes follows from these and from the word lists.
import type { Geometry } from '../../engine/bench/randomCheckpoint';

export const recipe = {
  /** Of the training text, of the initial weights, and of the runs' configurations. */
  seed: 20251,
  /** Exchanges of the training text. */
  examples: 120_000,
  /** Of these, the ones that the tokenizer is learned from. */
  tokenizerExamples: 40_000,
} as const;

/** Hidden size, layers and vocabulary for about three million parameters. */
export const geometry: Geometry = {
  layers: 6,
  hiddenSize: 192,
  intermediateSize: 512,
  heads: 6,
  kvHeads: 2,
  vocabSize: 2048,
  contextLength: 512,
};
