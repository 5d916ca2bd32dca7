// plan.json: what was measured before a run's first step.
import { z } from 'zod';
import type { TrainingPlan } from '../../../protocol/training';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const amount = z.number().nonnegative();
const range = z.object({ asSeen: amount, atMost: amount });

const planSchema: z.ZodType<TrainingPlan> = z.object({
  steps: amount,
  perStep: amount,
  items: amount,
  heldOut: amount,
  remarks: z.array(z.string()),
  seconds: range.extend({ measuring: amount }),
  tokens: range.nullable(),
  memory: z.object({ now: amount, atMost: amount, machine: amount }),
  disk: z.object({ needed: amount, free: amount.nullable() }),
  sample: z
    .object({
      prompt: z.string(),
      answer: z.string(),
      tokens: amount,
      cut: z.enum(['limit', 'look']).nullable(),
      rewards: z.record(z.string(), z.number().nullable()),
      reward: z.number().nullable(),
    })
    .nullable(),
});

export async function writePlan(folder: string, plan: TrainingPlan): Promise<void> {
  await writeFileAtomically(runFiles.plan(folder), `${JSON.stringify(plan, null, 2)}\n`);
}

/** null: there is none. @throws GuardrailError storeInvalid where the file is broken. */
export async function readPlan(folder: string): Promise<TrainingPlan | null> {
  return readJsonFile(runFiles.plan(folder), planSchema, ofRun(4_000_000));
}
