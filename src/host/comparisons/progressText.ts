// Progress of a run in words.
import type { RunProgress } from '../../protocol/comparison';
import { formatDuration } from '../../safety/analysis/format';

const phases: Record<RunProgress['phase'], string> = {
  opening: 'opening the checkpoints',
  fingerprints: 'fingerprinting',
  gate: 'checking comparability',
  base: 'base',
  tuned: 'tuned',
  control: 'A/A control',
  judging: 'judging',
  summary: 'statistics',
};

export function progressText(progress: RunProgress): string {
  const parts = [phases[progress.phase]];
  if (progress.total > 0) parts.push(`${progress.done} of ${progress.total}`);
  if (progress.tokensPerSecond !== null) parts.push(`${Math.round(progress.tokensPerSecond)} tokens/s`);
  if (progress.secondsLeft !== null) parts.push(`${formatDuration(progress.secondsLeft)} left`);
  return parts.join(' · ');
}
