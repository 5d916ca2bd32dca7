// What can be done to a training run. Must not know VS Code.
import { isLive, isResumable, type TrainingRunFacts } from '../../protocol/training';
import { hasCheckpoint, mayBeLive, readRecord } from './runFolder';

export interface RunOffers {
  readonly pause: boolean;
  readonly continue: boolean;
  readonly save: boolean;
  readonly stop: boolean;
  readonly resume: boolean;
  readonly compare: boolean;
}

/** What runs on a cluster takes no requests but to be stopped; what another program runs takes none. */
export function offersOf(
  facts: Pick<TrainingRunFacts, 'status' | 'foreign' | 'checkpoints' | 'job'>,
): RunOffers {
  return {
    pause: facts.status === 'running' && !facts.foreign,
    continue: facts.status === 'paused',
    save: isLive(facts) && !facts.foreign,
    stop: isLive(facts) && (!facts.foreign || facts.job !== null),
    resume: isResumable(facts),
    compare: facts.checkpoints.length > 0,
  };
}

/**
 * Of a run that has not been looked at yet, by its record and the names in its folder, so that no engine is started for
 * it. One that may be live is asked about as soon as the window is there (`TrainingRuns.reattach`); until then it offers
 * nothing that needs its process, or the end of it.
 */
export async function recordedOffers(folder: string): Promise<RunOffers> {
  const record = await readRecord(folder);
  return {
    pause: false,
    continue: false,
    save: false,
    stop: false,
    resume: record !== null && !mayBeLive(record) && record.status !== 'finished',
    compare: await hasCheckpoint(folder),
  };
}
