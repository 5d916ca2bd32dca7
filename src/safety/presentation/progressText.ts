// The progress of a comparison's run in words.
import type { RunProgress } from '../../protocol/comparison';
import { phaseLabels } from './labels';
import { formatCount, formatDuration } from './numbers';

/** "Base is answering · 120 of 700 · 85 tokens/s · 12 min left". */
export function progressText(progress: RunProgress): string {
  const { done, total, tokensPerSecond, secondsLeft } = progress;
  const parts = [phaseText(progress)];
  if (total > 0) parts.push(`${formatCount(done)} of ${formatCount(total)}`);
  if (tokensPerSecond !== null) parts.push(`${formatCount(tokensPerSecond)} tokens/s`);
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(' · ');
}

/** "Tuned is answering"; of several tuned subjects "Tuned is answering (checkpoint-50)". */
export function phaseText({ phase, column }: Pick<RunProgress, 'column' | 'phase'>): string {
  return column === undefined ? phaseLabels[phase] : `${phaseLabels[phase]} (${column})`;
}
