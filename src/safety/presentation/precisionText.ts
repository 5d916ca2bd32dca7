// How a checkpoint's quantised weights were computed with, in words.
import type { CheckpointFacts, Precision } from '../../protocol/checkpoints';

const words: Readonly<Record<Precision, string>> = {
  exact: 'the float32 numbers that the weights stand for (exact)',
  native: 'the quantised blocks themselves, activations in float32 (native)',
};

export function precisionText({ precision }: Pick<CheckpointFacts, 'precision'>): string {
  return words[precision ?? 'exact'];
}
