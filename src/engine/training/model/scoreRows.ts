// Scores of sequences one by one: what the model gives for all of their tokens in a row, taken apart again.
import type { ScoredRows, TokenScores, TrainingModel, TrainingSequence } from './trainingModel';

/** In the order of `sequences`. @throws GuardrailError cancelled, memoryLimit. */
export async function scoreRows(
  model: Pick<TrainingModel, 'score'>,
  sequences: readonly TrainingSequence[],
  policy: 'current' | 'reference',
  signal?: AbortSignal,
): Promise<ScoredRows> {
  const scores: TokenScores = await model.score(
    { ids: sequences.map(({ ids }) => ids), scored: sequences.map(({ scored }) => scored) },
    policy,
    signal,
  );
  const split = (values: Float32Array): Float32Array[] => {
    let at = 0;
    return sequences.map(({ scored }) => values.slice(at, (at += scored.length)));
  };
  return {
    logprobs: split(scores.logprobs),
    values: scores.values === null ? null : split(scores.values),
  };
}
