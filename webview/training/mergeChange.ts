// News about a run put into what is known of it. Must not know the DOM.
import { withNews } from '../../src/protocol/training';
import type { TrainingChange, TrainingViewState } from '../../src/protocol/trainingPanel';

/** null where a piece of the log is missing: the whole must be asked for again. */
export function mergeChange(
  { facts }: TrainingViewState,
  { news, ...change }: TrainingChange,
): TrainingViewState | null {
  // The very same facts, so that nothing is drawn again.
  if (news === null) return { ...change, facts };
  if (news.logFrom > facts.log.length) return null;
  return { ...change, facts: withNews(facts.log, news) };
}
