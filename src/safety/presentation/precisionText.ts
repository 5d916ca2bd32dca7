// How a checkpoint's weights were computed with, in words.
import type { CheckpointFacts, Precision } from '../../protocol/checkpoints';

const words: Readonly<Record<Precision, string>> = {
  exact: 'the float32 numbers that the weights stand for (exact)',
  native: 'the quantised blocks themselves, activations in float32 (native)',
  fast: 'the quantised blocks themselves, activations rounded to 8 bits (fast)',
  int8: 'weights rounded to 8 bits when they were loaded (int8)',
  int4: 'weights rounded to 4 bits when they were loaded, embeddings and head to 8 (int4)',
};

export function precisionText({ precision }: Pick<CheckpointFacts, 'precision'>): string {
  return words[precision ?? 'exact'];
}
