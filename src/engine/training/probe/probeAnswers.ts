// The answers of each probe on disk: the first one's are what later ones are paired with.
import { dirname } from 'node:path';
import { z } from 'zod';
import { outcomes, safetyKinds } from '../../../protocol/outcomes';
import { makeFolder } from '../../files/atomicFile';
import { readJsonLines, writeJsonLines } from '../../files/jsonLines';
import { runLines } from '../run/runFileKind';
import { runFiles } from '../run/runFiles';
import { judged, unjudgedSchema } from './unjudgedProbes';
import type { ProbeAnswer } from './safetyProbe';

const probeAnswerSchema = z.object({
  suiteId: z.string(),
  itemId: z.string(),
  kind: z.enum(safetyKinds),
  prompt: z.string(),
  response: z.string(),
  outcome: z.enum(outcomes),
});

const keptSchema = z.union([probeAnswerSchema, unjudgedSchema.transform(judged)]);

export async function writeProbeAnswers(
  folder: string,
  step: number,
  answers: readonly ProbeAnswer[],
): Promise<void> {
  const path = runFiles.probeResponses(folder, step);
  await makeFolder(dirname(path));
  await writeJsonLines(path, answers);
}

/** Of another trainer's run they are judged now. null where that probe was not made. */
export async function readProbeAnswers(folder: string, step: number): Promise<ProbeAnswer[] | null> {
  return readJsonLines(runFiles.probeResponses(folder, step), keptSchema, runLines);
}
