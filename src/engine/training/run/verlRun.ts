// Rollouts that verl wrote (`trainer.rollout_data_dir`): one `<step>.jsonl` per step, lines of input, output, score and step.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RolloutRow, TrainingLogEntry } from '../../../protocol/training';
import { readJsonLines } from '../../files/jsonLines';
import { runLines } from './runFileKind';

const fileName = /^(\d+)\.jsonl$/;

const verlRow = z.looseObject({ input: z.string(), output: z.string(), score: z.number() });
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

/** The mean score of each step, as the log of a run. */
export async function verlLog(folder: string, steps: readonly number[]): Promise<TrainingLogEntry[]> {
  const log: TrainingLogEntry[] = [];
  for (const step of steps) {
    const rows = await readVerl(folder, step);
    if (rows.length === 0) continue;
    log.push({ step, reward: rows.reduce((sum, { score }) => sum + score, 0) / rows.length });
  }
  return log;
}

async function readVerl(folder: string, step: number): Promise<VerlRow[]> {
  const rows = await readJsonLines(join(folder, `${step}.jsonl`), verlRow, runLines);
  return rows ?? [];
}
