// A training run in few words, for trees, the status bar and notifications. Must not know VS Code.
import { basename } from 'node:path';
import { algorithmLabels, type TrainingRunFacts, type TrainingStatus } from '../../protocol/training';
import type { TrainingViewState } from '../../protocol/trainingPanel';
import { formatDuration } from '../../safety/presentation/numbers';

const statusWords: Readonly<Record<TrainingStatus, string>> = {
  running: '',
  paused: 'paused',
  interrupted: 'interrupted',
  stopped: 'stopped',
  halted: 'halted',
  finished: 'finished',
  failed: 'failed',
};

/** "GRPO · 42 of 200 · 12 min left". */
export function trainingDescription({ facts, progress, job }: TrainingViewState): string {
  const parts: string[] = [algorithmLabels[facts.algorithm].name];
  if (facts.job !== null)
    parts.push(job?.status === 'pending' ? `waiting on ${facts.job.target}` : facts.job.target);
  if (facts.maxSteps > 0) parts.push(`${facts.step} of ${facts.maxSteps}`);
  if (statusWords[facts.status] !== '') parts.push(statusWords[facts.status]);
  else if (progress?.secondsLeft != null) parts.push(`${formatDuration(progress.secondsLeft)} left`);
  return parts.join(' · ');
}

/** What is said when a run has ended. */
export function endText(facts: TrainingRunFacts): string {
  const name = basename(facts.folder);
  const steps = `${facts.step} of ${facts.maxSteps} steps`;
  switch (facts.status) {
    case 'finished':
      return `${name}: training has finished after ${facts.step} steps.`;
    case 'stopped':
      return `${name}: training was stopped after ${steps}.`;
    case 'halted':
      return `${name}: training stopped by itself after ${steps}: ${facts.reason ?? 'no reason given'}`;
    case 'failed':
      return `${name}: training failed after ${steps}: ${facts.reason ?? 'no reason given'}`;
    case 'interrupted':
      return `${name}: the training process is gone after ${steps}. It can be resumed from its last checkpoint.`;
    case 'running':
    case 'paused':
      return `${name}: ${steps}.`;
  }
}
