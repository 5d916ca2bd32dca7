// The numbers of the built-in model: everything that the recipe makes follows from these and from the word lists.
import type { Geometry } from '../../engine/bench/randomCheckpoint';

export const recipe = {
  /** Of the training text, of the initial weights, and of the runs' configurations. */
  seed: 20251,
  /** Exchanges of the training text. */
  examples: 60_000,
  /** Of these, the ones that the tokenizer is learned from. */
  tokenizerExamples: 30_000,
} as const;

/** About one and a half million parameters: what an hour of one busy core can teach. */
export const geometry: Geometry = {
  layers: 4,
  hiddenSize: 160,
  intermediateSize: 448,
  heads: 5,
  kvHeads: 1,
  vocabSize: 2048,
  contextLength: 512,
};

/** Peak learning rate, batch and passes of the pretraining. */
export const pretraining = {
  batchSize: 40,
  learningRate: 0.003,
  warmupSteps: 100,
  weightDecay: 0.1,
  maxGradNorm: 1,
  epochs: 1,
} as const;
