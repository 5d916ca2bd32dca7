// How a checkpoint's weights were computed with, and what that does by itself, in words.
import type { CheckpointFacts, Precision } from '../../protocol/checkpoints';
import type { PrecisionKl } from '../../protocol/summary';
import { formatCount } from './numbers';

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

/** Along answers to prompts of both kinds. */
export function klText({ perToken, tokens }: PrecisionKl): string {
  return `KL ${perToken.toPrecision(2)} nats per token over ${formatCount(tokens)}`;
}
