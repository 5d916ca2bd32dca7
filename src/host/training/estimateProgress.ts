// How fast a run is and how long it has left, from its log alone: a run that another window started gives nothing else.
// Must not know VS Code.
import type { TrainingRunFacts } from '../../protocol/training';
import type { LiveProgress } from '../../protocol/trainingPanel';

/** Steps whose times are averaged. */
const recent = 10;

export function estimateProgress({
  log,
  step,
  maxSteps,
}: Pick<TrainingRunFacts, 'log' | 'step' | 'maxSteps'>): LiveProgress {
  const timed = log.filter((entry) => entry['step_time'] !== undefined).slice(-recent);
  if (timed.length === 0) return { phase: null, tokensPerSecond: null, secondsLeft: null };
  const secondsPerStep = timed.reduce((sum, entry) => sum + (entry['step_time'] ?? 0), 0) / timed.length;
  return {
    phase: null,
    tokensPerSecond: timed.at(-1)?.['tokens_per_second'] ?? null,
    secondsLeft: secondsPerStep * Math.max(0, maxSteps - step),
  };
}
