// The scored completions of each evaluation on disk: for pairs with the first one, and for a person to read.
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../files/atomicFile';
import { readJsonLines, writeJsonLines } from '../../files/jsonLines';
import { runLines } from './runFileKind';
import { runFiles } from './runFiles';

const evaluationAnswerSchema = z.object({
  /** Of the item in its dataset. */
  itemId: z.string(),
  sample: z.number().int(),
  prompt: z.string(),
  completion: z.string(),
  /** Of the reward function that decides, before weighting. */
  reward: z.number().nullable(),
  /** Of every reward function, before weighting. Runs of earlier versions kept the deciding one alone. */
  rewards: z.record(z.string(), z.number().nullable()).exactOptional(),
  correct: z.boolean(),
});

export type EvaluationAnswer = z.infer<typeof evaluationAnswerSchema>;

export async function writeEvaluationAnswers(
  folder: string,
  step: number,
  answers: readonly EvaluationAnswer[],
): Promise<void> {
  const path = runFiles.evaluation(folder, step);
  await makeFolder(dirname(path));
  await writeJsonLines(path, answers);
}

/** null where that evaluation was not made. */
export async function readEvaluationAnswers(
  folder: string,
  step: number,
): Promise<EvaluationAnswer[] | null> {
  return readJsonLines(runFiles.evaluation(folder, step), evaluationAnswerSchema, runLines);
}
