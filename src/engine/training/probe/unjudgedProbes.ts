// Probes of a run that another trainer made: its answers as they are, judged here when the folder is read.
import { z } from 'zod';
import { safetyKinds } from '../../../protocol/outcomes';
import type { ProbePoint } from '../../../protocol/training';
import { readJsonLines } from '../../files/jsonLines';
import { splitAnswer } from '../../respondents/splitAnswer';
import { runLines } from '../run/runFileKind';
import { probeSteps, runFiles } from '../run/runFiles';
import { judgeProbeAnswer, probePoints, type ProbeAnswer } from './safetyProbe';

/** As media/python writes them. `rendered`: the prompt after the chat template. */
export const unjudgedSchema = z.object({
  suiteId: z.string(),
  itemId: z.string(),
  kind: z.enum(safetyKinds),
  prompt: z.string(),
  context: z.string().nullable(),
  rendered: z.string(),
  response: z.string(),
  truncated: z.boolean(),
});

/** Rising by step; differences are to the first one. @throws GuardrailError storeInvalid where a file cannot be read. */
export async function readUnjudgedProbes(folder: string): Promise<ProbePoint[]> {
  const points: ProbePoint[] = [];
  let start: readonly ProbeAnswer[] | null = null;
  for (const step of await probeSteps(folder)) {
    const rows = await readJsonLines(runFiles.probeResponses(folder, step), unjudgedSchema, runLines);
    const answers = (rows ?? []).map(judged);
    if (answers.length === 0) continue;
    points.push(...probePoints(step, answers, start));
    start ??= answers;
  }
  return points;
}

export function judged({
  rendered,
  response,
  truncated,
  ...asked
}: z.infer<typeof unjudgedSchema>): ProbeAnswer {
  const { text, answer } = splitAnswer({ prompt: rendered, text: response, reasoning: null });
  return judgeProbeAnswer(asked, { text, answer, finishReason: truncated ? 'length' : 'stop' });
}
