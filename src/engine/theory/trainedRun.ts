// The training run that a tuned checkpoint is a step of, with what theory needs of its configuration.
import { dirname, resolve } from 'node:path';
import { asGuardrailError } from '../../protocol/errors';
import type { SubjectRef } from '../../protocol/subjects';
import { rewardColumns, widthOf } from '../../safety/drift/rewardColumns';
import { auditedFunctions } from '../audit/auditRewarder';
import type { RunSettings } from '../training/config/runSettings';
import { readRunConfig } from '../training/run/createRun';
import { readBase, readStartAdapter } from '../training/run/describeRun';
import { readRunRecord, type RunRecord } from '../training/run/runRecord';
import { openTask } from '../training/tasks/openDataset';

export interface TrainedRun {
  readonly folder: string;
  readonly configPath: string;
  /** null where its configuration cannot be read any more; then `reason` says why. */
  readonly settings: RunSettings | null;
  readonly reason: string | null;
  /** Of what it began with, to which its KL is measured: its base, or the adapter that it trains further; null where it does not say. */
  readonly startFingerprint: string | null;
}

/** null: the checkpoint is no step of a run made here. @throws GuardrailError storeInvalid where its record is broken. */
export async function trainedRun(tuned: SubjectRef): Promise<TrainedRun | null> {
  if (tuned.kind !== 'checkpoint') return null;
  const own = resolve(tuned.path);
  for (const folder of [dirname(own), own]) {
    const record = await readRunRecord(folder);
    if (record !== null) return describe(folder, record);
  }
  return null;
}

async function describe(folder: string, record: RunRecord): Promise<TrainedRun> {
  const common = { folder, configPath: record.configPath };
  try {
    const { settings } = await readRunConfig(folder, record);
    const start = settings.adapterPath === null ? await readBase(folder) : await readStartAdapter(folder);
    return { ...common, startFingerprint: start?.fingerprint ?? null, settings, reason: null };
  } catch (error) {
    const known = asGuardrailError(error);
    if (known === null) throw error;
    return { ...common, startFingerprint: null, settings: null, reason: known.message };
  }
}

/** R of the weighted sum on prompts without references, where functions that need one are the same for every answer. */
export async function rangeWithoutReferences({
  rewards,
}: Pick<RunSettings, 'rewards'>): Promise<number | null> {
  const [sum] = rewardColumns(await auditedFunctions(rewards));
  return sum === undefined ? null : widthOf(sum);
}

/** How many of these texts are among the prompts that it was trained on; null: its data cannot be read, or is plain text. */
export async function countTrained(settings: RunSettings, texts: readonly string[]): Promise<number | null> {
  const { data, seed, dataFolder } = settings;
  if (data.type === 'text') return null;
  try {
    const { train } = await openTask(data, { seed, folder: dataFolder });
    const known = new Set(train.map(({ prompt }) => prompt.trim()));
    return texts.filter((text) => known.has(text.trim())).length;
  } catch (error) {
    if (asGuardrailError(error) === null) throw error;
    return null;
  }
}
