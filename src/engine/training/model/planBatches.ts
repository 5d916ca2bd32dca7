// Splits the sequences of an optimisation step, or of scoring, into passes that fit into memory. Sums are what they are in
// any split.
import { microBatches } from './microBatches';
import { sharedPrompts } from './sharedPrompts';
import type { TrainingRows, TrainingSequence } from './trainingModel';

export interface PlannedBatch {
  /** Indices of units; their sequences in this order are the rows. */
  readonly units: readonly number[];
  readonly rows: TrainingRows;
}

/**
 * Units of similar length together, so that little is padding, and completions of one prompt behind one copy of it. Each
 * batch has at most `budget` padded tokens, or one unit. Depends on prompts and lengths alone.
 * @param units what is never split: a sequence, or several with a common loss
 */
export function planBatches(units: readonly (readonly TrainingSequence[])[], budget: number): PlannedBatch[] {
  const bundles = sharedPrompts(units, budget);
  const sizes = bundles.map(({ packs, length }) => ({ rows: packs.length, length }));
  return microBatches(sizes, budget).map((batch) => {
    const chosen = batch.flatMap((index) => bundles[index] ?? []);
    const members = chosen.flatMap((bundle) => bundle.units);
    const sequences = members.flatMap((index) => units[index] ?? []);
    return {
      units: members,
      rows: {
        ids: sequences.map(({ ids }) => ids),
        scored: sequences.map(({ scored }) => scored),
        packs: chosen.flatMap(({ packs }) => packs),
      },
    };
  });
}
