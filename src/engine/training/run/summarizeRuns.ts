// What runs changed, from the answers in their folders: held-out accuracy and safety, last measurement against step 0.
import type { PairedChange, TrainingSummary } from '../../../protocol/training';
import { pairedChange, type MeasuredAnswer } from './pairedChange';
import { lastMeasured, runMeasures, type RunMeasure } from './runMeasures';

/** Several folders (seeds of one setting) are pooled: their answers to the same prompt are one cluster. */
export async function summarizeRuns(folders: readonly string[]): Promise<TrainingSummary> {
  return {
    accuracy: await change(folders, runMeasures.accuracy),
    harmful: await change(folders, runMeasures.harmful),
    benign: await change(folders, runMeasures.benign),
  };
}

async function change(folders: readonly string[], measure: RunMeasure): Promise<PairedChange | null> {
  const before: MeasuredAnswer[] = [];
  const after: MeasuredAnswer[] = [];
  for (const folder of folders) {
    const last = await lastMeasured(measure, folder);
    if (last === null) continue;
    before.push(...(await measure.answers(folder, 0, folder)));
    after.push(...(await measure.answers(folder, last, folder)));
  }
  return pairedChange(before, after);
}
