// The completions of one step, as TRL logs them, in JSON Lines.
import { z } from 'zod';
import { finishReasons } from '../../../protocol/generation';
import type { RolloutRow } from '../../../protocol/training';
import { makeFolder } from '../../files/atomicFile';
import { readJsonLines, writeJsonLines } from '../../files/jsonLines';
import { runLines } from './runFileKind';
import { runFiles } from './runFiles';
import { readTrlCompletions } from './trlCompletions';
import { readVerlRollouts } from './verlRun';

const rolloutRowSchema = z.object({
  step: z.number(),
  group: z.number(),
  prompt: z.string(),
  completion: z.string(),
  rewards: z.record(z.string(), z.number().nullable()),
  reward: z.number().nullable(),
  /** media/python knows none of verl's. */
  advantage: z.number().nullable(),
  tokens: z.number(),
  finishReason: z.enum(finishReasons),
});

export async function writeRollouts(
  folder: string,
  step: number,
  rows: readonly RolloutRow[],
): Promise<void> {
  const into = runFiles.completionsFolder(folder);
  await makeFolder(into);
  await writeJsonLines(runFiles.completions(folder, step), rows);
}

/** Empty where the step has none. Also of a folder with TRL's completions or verl's rollouts. */
export async function readRollouts(folder: string, step: number): Promise<readonly RolloutRow[]> {
  const rows = await readJsonLines(runFiles.completions(folder, step), rolloutRowSchema, runLines);
  if (rows !== null) return rows;
  const foreign = await readTrlCompletions(folder, step);
  return foreign.length > 0 ? foreign : readVerlRollouts(folder, step);
}
