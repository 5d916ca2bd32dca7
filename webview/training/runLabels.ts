// Words for the values of a training run. Must not know the DOM.
import type { WatchedJob } from '../../src/protocol/trainingPanel';
import type { TrainingControl, TrainingProgress, TrainingStatus } from '../../src/protocol/training';

export const statusLabels: Readonly<Record<TrainingStatus, string>> = {
  running: 'Running',
  paused: 'Paused',
  interrupted: 'Interrupted',
  stopped: 'Stopped',
  halted: 'Halted',
  finished: 'Finished',
  failed: 'Failed',
};

/** What a status means, where its word does not say it. */
export const statusMeanings: Readonly<Record<TrainingStatus, string>> = {
  running: '',
  paused: 'Waits until it is continued.',
  interrupted: 'Its process is gone. It can be resumed from its last checkpoint.',
  stopped: 'Stopped by you. It can be resumed from its last checkpoint.',
  halted: 'Stopped by itself.',
  finished: '',
  failed: '',
};

export const foreignMeaning = 'Written by another program: it is shown, not driven.';

/** Where the job of a run on a cluster is. */
export function jobText({ target, status, message, unreachable }: WatchedJob): string[] {
  if (unreachable !== null)
    return [`${target} cannot be asked at the moment; the job may go on`, unreachable];
  if (status === null) return [`Asking ${target}…`];
  if (status === 'pending') return [`Waiting on ${target}`, ...(message === null ? [] : [message])];
  return [`On ${target}`];
}

export const phaseLabels: Readonly<Record<TrainingProgress['phase'], string>> = {
  opening: 'Opening the checkpoint',
  trial: 'Trying a first step, to say what the run will take',
  rollout: 'Sampling completions',
  reward: 'Scoring with verifiers',
  scoring: 'Computing probabilities',
  update: 'Updating',
  evaluation: 'Evaluating on held-out data',
  probe: 'Safety probe',
  saving: 'Saving',
  paused: 'Paused',
};

export const pendingLabels: Readonly<Record<TrainingControl, string>> = {
  pause: 'Pausing after this step…',
  continue: 'Continuing…',
  checkpoint: 'Saving a checkpoint after this step…',
  stop: 'Stopping after this step…',
};

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
