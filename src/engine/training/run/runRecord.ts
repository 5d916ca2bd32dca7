// run.json: what a run says of itself between and beside its steps.
import { z } from 'zod';
import { algorithmIds, recordedStatuses } from '../../../protocol/training';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const recordFile = ofRun(1_000_000);

const runRecordSchema = z.object({
  format: z.literal('guardrail-lens/training-run/1'),
  configPath: z.string(),
  algorithm: z.enum(algorithmIds),
  /** As the writing process saw it last: `running` may mean interrupted. */
  status: z.enum(recordedStatuses),
  reason: z.string().nullable(),
  /** What a user should know of it: data that was left out, a resumed run that is not the same bit for bit. */
  remarks: z.array(z.string()).default([]),
  /** What the held-out accuracy is of. Earlier versions did not say. */
  accuracyOf: z.object({ reward: z.string(), threshold: z.number() }).nullable().default(null),
  /** ISO 8601. */
  startedAt: z.string(),
  updatedAt: z.string(),
  step: z.number().int().nonnegative(),
  maxSteps: z.number().int().nonnegative(),
  /** Steps that were asked for in place of the configuration's; null: it decides. */
  askedSteps: z.number().int().positive().nullable().default(null),
  versions: z.record(z.string(), z.string()),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** null: the folder is none of our runs. @throws GuardrailError storeInvalid where the file is broken. */
export async function readRunRecord(folder: string): Promise<RunRecord | null> {
  return readJsonFile(runFiles.run(folder), runRecordSchema, recordFile);
}

/** @throws GuardrailError storeWriteFailed. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileAtomically(runFiles.run(folder), `${JSON.stringify(record, null, 2)}\n`);
}
