// Scored completions as an algorithm and an optimisation step take them.
import type { ScoredSample } from '../algorithms/algorithm';
import type { OnlineSettings } from '../config/runSettings';
import { scoreRows } from '../model/scoreRows';
import type { TrainingSequence } from '../model/trainingModel';
import type { ScoredAnswer } from './openScorer';
import type { TrainSession } from './openSession';
import type { TrainUnit } from './optimise';
import type { Completion } from './sampleCompletions';

export interface Sample {
  readonly completion: Completion;
  /** Among all groups of the step. */
  readonly group: number;
  readonly answer: ScoredAnswer;
}

/** Old log-probabilities are those of sampling where sampling was at temperature 1, else a pass of the policy gives them. */
export async function scoreSamples(
  { model, objective, control }: TrainSession,
  online: OnlineSettings,
  samples: readonly Sample[],
): Promise<ScoredSample[]> {
  const rows = samples.map(sequenceOf);
  const current =
    objective.needsValues || online.sampling.temperature !== 1
      ? await scoreRows(model, rows, 'current', control.signal)
      : null;
  const reference = await scoreRows(model, rows, 'reference', control.signal);
  return samples.map(({ completion: { generated }, group, answer }, index) => ({
    group,
    reward: answer.reward,
    length: generated.tokenIds.length,
    truncated: generated.finishReason === 'length',
    oldLogprobs: current?.logprobs[index] ?? Float32Array.from(generated.logprobs),
    refLogprobs: reference.logprobs[index] ?? new Float32Array(),
    values: current?.values?.[index] ?? null,
  }));
}

/** Prompt and completion; the completion's tokens are trained. */
function sequenceOf({ completion: { prompt, generated } }: Sample): TrainingSequence {
  const scored = generated.tokenIds.map((_, index) => prompt.promptIds.length + index);
  return { ids: [...prompt.promptIds, ...generated.tokenIds], scored };
}

export function trainUnit(sample: Sample | undefined, inputs: TrainUnit['inputs'] = {}): TrainUnit {
  if (sample === undefined) throw new RangeError('A mini-batch is made of samples of its step.');
  const sequence = sequenceOf(sample);
  return { sequences: [sequence], length: sequence.scored.length, inputs };
}
