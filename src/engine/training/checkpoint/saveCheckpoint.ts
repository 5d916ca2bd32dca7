// One checkpoint-<step>/ folder: made under another name and renamed when complete, so that what is there is whole.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { SafeguardStates } from '../../safeguards/training/runSafeguards';
import { makesRewardModel } from '../algorithms/algorithm';
import type { RunSettings } from '../config/runSettings';
import { writeFailed } from '../../files/atomicFile';
import { checkpointSteps, runFiles } from '../run/runFiles';
import { writeTrainerState, type TrainerState } from '../run/trainerState';
import { isKept } from './keptCheckpoints';
import type { ProgressState } from './progressState';
import { saveResumeState, type ResumableState } from './resumeState';
import { saveAdapter } from '../../adapters/peft/saveAdapter';
import { saveSafeguardStates } from './safeguardStates';
import { saveFullWeights } from './saveFullWeights';
import { saveRewardModel } from './saveRewardModel';

const unfinished = /\.tmp$/;

export interface CheckpointSources extends ResumableState {
  readonly settings: RunSettings;
  readonly base: OpenCheckpoint;
  /** null: all weights are trained. */
  readonly adapter: Adapter | null;
  readonly trainerState: TrainerState;
  readonly progress: ProgressState;
  readonly safeguards: SafeguardStates;
}

/**
 * Saves the averaged parameters where an average is kept, else the trained ones. A checkpoint of this step that is there
 * already stays: the same step has the same weights.
 * @throws GuardrailError storeWriteFailed; no part of a checkpoint is left behind then.
 */
export async function saveCheckpoint(folder: string, sources: CheckpointSources): Promise<string> {
  const { settings, average, progress } = sources;
  const path = runFiles.checkpoint(folder, progress.step);
  if (existsSync(path)) return path;
  const temporary = `${path}.tmp`;
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    const save = (): Promise<void> => saveWeights(temporary, sources);
    await (average === null ? save() : average.applied(save));
    await saveResumeState(temporary, sources, progress);
    await saveSafeguardStates(temporary, sources.safeguards);
    await writeTrainerState(join(temporary, 'trainer_state.json'), sources.trainerState, everyOf(settings));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailed(path, cause);
  }
  return path;
}

function saveWeights(
  folder: string,
  { settings, base, adapter, trainables }: CheckpointSources,
): Promise<void> {
  const { modelPath: basePath, save } = settings;
  const { dtype } = save;
  if (makesRewardModel(settings.method.algorithm)) {
    return saveRewardModel(folder, { base, basePath, adapter, trainables, dtype });
  }
  if (adapter !== null) return saveAdapter(folder, adapter, basePath);
  return saveFullWeights(folder, base, basePath, trainables, dtype);
}

export function everyOf(settings: RunSettings) {
  return {
    logging: settings.loggingSteps,
    evaluation: settings.evaluation?.steps ?? 0,
    saving: settings.save.steps,
  };
}

/** Removes all but the newest `keep` checkpoints; the best one is kept besides, and those that are wanted (keptCheckpoints). */
export async function rotateCheckpoints(folder: string, keep: number, best: number | null): Promise<void> {
  const steps = await checkpointSteps(folder);
  for (const step of steps.slice(0, Math.max(0, steps.length - keep))) {
    if (step === best || isKept(folder, step)) continue;
    await removeCheckpoint(folder, step);
  }
}

/** Nothing happens where it is not there. */
export async function removeCheckpoint(folder: string, step: number): Promise<void> {
  await rm(runFiles.checkpoint(folder, step), { recursive: true, force: true, maxRetries: 3 });
}

/** What a killed process left of checkpoints and files that it was writing. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (unfinished.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
