// Which part of a run's log is new. Must not know VS Code.
import type { TrainingLogEntry } from '../../protocol/training';

/**
 * The index from which `after` differs from `before`. A log grows at its end; a run that was taken back to a checkpoint
 * has lost some of its end, and may have grown again.
 */
export function firstNewEntry(
  before: readonly TrainingLogEntry[],
  after: readonly TrainingLogEntry[],
): number {
  let index = Math.min(before.length, after.length);
  while (index > 0 && !same(before[index - 1], after[index - 1])) index--;
  return index;
}

function same(a: TrainingLogEntry | undefined, b: TrainingLogEntry | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
