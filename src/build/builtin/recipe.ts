// The numbers of the built-in model: everything that the recipe makes follows from these and from the word lists.
import type { Geometry } from '../../engine/bench/geometries';
import type { Course } from './corpus/corpus';
import type { PretrainSettings } from './pretrain';

/** Of the training text, the initial weights and the order of the rows. */
export const seed = 20251;

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

export interface Lesson extends Course {
  readonly name: string;
  /** Exchanges; each is seen once. */
  readonly examples: number;
  readonly training: Omit<PretrainSettings, 'seed'>;
}

const optimiser = { weightDecay: 0.1, maxGradNorm: 1 } as const;

/** One after the other: to tell harm from what is harmless, then variety, then sums. */
export const lessons: readonly [Lesson, ...Lesson[]] = [
  {
    name: 'refusals',
    mixture: { harmful: 0.33, benign: 0.42, arithmetic: 0.25 },
    varied: false,
    largestOperand: 30,
    correctShare: 0.5,
    examples: 60_000,
    training: { ...optimiser, batchSize: 40, learningRate: 0.003, warmupSteps: 100 },
  },
  {
    name: 'variety',
    mixture: { harmful: 0.2, benign: 0.35, arithmetic: 0.45 },
    varied: true,
    largestOperand: 20,
    correctShare: 0.5,
    examples: 36_000,
    training: { ...optimiser, batchSize: 24, learningRate: 0.002, warmupSteps: 50 },
  },
  {
    name: 'sums',
    mixture: { harmful: 0.13, benign: 0.22, arithmetic: 0.65 },
    varied: true,
    largestOperand: 20,
    correctShare: 0.7,
    examples: 24_000,
    training: { ...optimiser, batchSize: 32, learningRate: 0.0015, warmupSteps: 30 },
  },
];

/** Exchanges of the first lesson that the tokenizer is learned from. */
export const tokenizerExamples = 30_000;
