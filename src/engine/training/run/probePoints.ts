// probes.jsonl: the safety probe's figures, one line per step and kind.
import { z } from 'zod';
import { safetyKinds } from '../../../protocol/outcomes';
import type { ProbePoint } from '../../../protocol/training';
import { readJsonLines, writeJsonLines } from '../../files/jsonLines';
import { runLines } from './runFileKind';
import { runFiles } from './runFiles';

const probePointSchema = z.object({
  step: z.number(),
  kind: z.enum(safetyKinds),
  handledWell: z.number(),
  n: z.number(),
  unusable: z.number().exactOptional(),
  low: z.number(),
  high: z.number(),
  delta: z
    .object({
      value: z.number(),
      low: z.number(),
      high: z.number(),
      detectable: z.number().nullable().exactOptional(),
    })
    .nullable(),
});

export async function readProbes(folder: string): Promise<ProbePoint[]> {
  const points = await readJsonLines(runFiles.probes(folder), probePointSchema, runLines);
  return points ?? [];
}

export async function writeProbes(folder: string, points: readonly ProbePoint[]): Promise<void> {
  await writeJsonLines(runFiles.probes(folder), points);
}
