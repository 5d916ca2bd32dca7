// News about a run put into what is known of it. Must not know the DOM.
import type { TrainingChange, TrainingViewState } from '../../src/protocol/trainingView';

/** null where a piece of the log is missing: the whole must be asked for again. */
export function mergeChange(
  { facts }: TrainingViewState,
  { logFrom, newLog, ...change }: TrainingChange,
): TrainingViewState | null {
  if (logFrom > facts.log.length) return null;
  return { ...change, facts: { ...change.facts, log: [...facts.log.slice(0, logFrom), ...newLog] } };
}
