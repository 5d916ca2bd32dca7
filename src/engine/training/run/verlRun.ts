// Rollouts that verl wrote (`trainer.rollout_data_dir`): one `<step>.jsonl` per step, lines of input, output, score and step, and
// whatever columns the reward function gave.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RolloutRow, TrainingLogEntry } from '../../../protocol/training';
import { readJsonLines } from '../../files/jsonLines';
import { parseRow } from '../tasks/parseRow';
import { runLines } from './runFileKind';

const fileName = /^(\d+)\.jsonl$/;

/** A reward function may answer yes or no; NaN, which reads as null, is a completion that could not be scored. */
const score = z.union([
  z.number(),
  z.boolean().transform(Number),
  // With more digits than a number holds; beyond its range it is none.
  z
    .stringFormat('number', /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/u)
    .transform(Number)
    .pipe(z.number()),
  z.null(),
]);
const verlRow = z.looseObject({ input: z.string(), output: z.string(), score });
type VerlRow = z.infer<typeof verlRow>;

/** Steps with a file, rising; empty where the folder is none of verl's. */
export async function verlSteps(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => fileName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((x, y) => x - y);
}

/** verl keeps neither advantages nor token counts. Empty where the step has no file. */
export async function readVerlRollouts(folder: string, step: number): Promise<RolloutRow[]> {
  const groups = new Map<string, number>();
  return (await readVerl(folder, step)).map(({ input, output, score }) => {
    const group = groups.get(input) ?? groups.size;
    groups.set(input, group);
    return {
      step,
      group,
      prompt: input,
      completion: output,
      rewards: { score },
      reward: score,
      advantage: null,
      tokens: null,
      finishReason: null,
    };
  });
}

/** The mean score of each step over the rows that have one, as the log of a run; remarks say which rows have none. */
export async function verlLog(
  folder: string,
  steps: readonly number[],
): Promise<{ readonly log: readonly TrainingLogEntry[]; readonly remarks: readonly string[] }> {
  const log: TrainingLogEntry[] = [];
  let unscored = 0;
  let unread = 0;
  for (const step of steps) {
    const lines = await readLines(folder, step);
    const rows = lines.filter((row) => row !== null);
    const scores = rows.flatMap(({ score }) => score ?? []);
    unread += lines.length - rows.length;
    unscored += rows.length - scores.length;
    if (scores.length === 0) continue;
    log.push({ step, reward: scores.reduce((sum, score) => sum + score, 0) / scores.length });
  }
  const remarks = [
    ...(unscored > 0
      ? [`${unscored} rollouts have no number as their score; the mean is of the others.`]
      : []),
    ...(unread > 0
      ? [`${unread} lines have no input, output and score of the kinds that verl writes; they are left out.`]
      : []),
  ];
  return { log, remarks };
}

async function readVerl(folder: string, step: number): Promise<VerlRow[]> {
  return (await readLines(folder, step)).filter((row) => row !== null);
}

const anyLine = z.unknown().transform((value) => ({ row: verlRow.safeParse(value).data ?? null }));

/** null: a line that is no rollout. */
async function readLines(folder: string, step: number): Promise<(VerlRow | null)[]> {
  const lines = await readJsonLines(join(folder, `${step}.jsonl`), anyLine, runLines, parseRow);
  return (lines ?? []).map(({ row }) => row);
}
