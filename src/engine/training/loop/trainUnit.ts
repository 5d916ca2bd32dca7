import type { TrainingSequence } from '../model/trainingModel';

/** What is never split between passes: a sequence, or a pair of sequences with a common loss. */
export interface TrainUnit {
  readonly sequences: readonly TrainingSequence[];
  /** Trained tokens of all sequences. */
  readonly length: number;
  /** The loss's inputs: [length] for a token input, [1] for a row input. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
}
