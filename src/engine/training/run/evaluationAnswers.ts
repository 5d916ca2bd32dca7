// The scored completions of each evaluation on disk: for pairs with the first one, and for a person to read.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeFailed } from './atomicFile';
import { readJsonLines, writeJsonLines } from './jsonLines';
import { runFiles } from './runFiles';

const evaluationAnswerSchema = z.object({
  /** Of the item in its dataset. */
  itemId: z.string(),
  sample: z.number().int(),
  prompt: z.string(),
  completion: z.string(),
  reward: z.number().nullable(),
  correct: z.boolean(),
});

export type EvaluationAnswer = z.infer<typeof evaluationAnswerSchema>;

export async function writeEvaluationAnswers(
  folder: string,
  step: number,
  answers: readonly EvaluationAnswer[],
): Promise<void> {
  const path = runFiles.evaluation(folder, step);
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
  await writeJsonLines(path, answers);
}

/** null where that evaluation was not made. */
export async function readEvaluationAnswers(
  folder: string,
  step: number,
): Promise<EvaluationAnswer[] | null> {
  return readJsonLines(runFiles.evaluation(folder, step), (value) => {
    const answer = evaluationAnswerSchema.safeParse(value);
    return answer.success ? answer.data : null;
  });
}
