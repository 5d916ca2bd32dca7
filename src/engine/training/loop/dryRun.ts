// A run's configuration looked at without making the run: everything is opened and measured, and nothing is written.
import { dirname } from 'node:path';
import type { TrainingPlan } from '../../../protocol/training';
import type { ControlWatcher } from '../run/controlWatcher';
import { readNewConfig } from '../run/createRun';
import { beginSafeguards } from './beginSafeguards';
import { openSession, type TrainingTools } from './openSession';
import { PhaseMeter } from './phaseMeter';
import { planRun } from './planRun';

/** @throws GuardrailError configInvalid, datasetInvalid, and what opening or the first step would report. */
export async function dryRun(
  tools: TrainingTools,
  configPath: string,
  maxSteps: number | null,
  signal: AbortSignal,
): Promise<TrainingPlan> {
  const { settings, remarks } = await readNewConfig(configPath, maxSteps);
  const session = await openSession(settings, tools, unattended(signal), (steps) => {
    return new PhaseMeter(0, steps, () => undefined);
  });
  try {
    await beginSafeguards(session, null);
    const plan = await planRun(session, dirname(configPath));
    return { ...plan, remarks: [...remarks, ...plan.remarks] };
  } finally {
    await session.dispose();
  }
}

/** Nobody asks anything of a run that is not made. */
function unattended(signal: AbortSignal): ControlWatcher {
  return {
    signal,
    paused: false,
    takeCheckpointRequest: () => false,
    whilePaused: () => Promise.resolve(),
    dispose: () => undefined,
  };
}
