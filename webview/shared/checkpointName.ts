// What a comparison's checkpoints are called.
import type { ComparisonFacts } from '../../src/protocol/comparison';
import { subjectName } from '../../src/safety/subjects/subjectText';

/** The checkpoint's own name, else the last part of its path. */
export function checkpointName(
  facts: Pick<ComparisonFacts, 'base' | 'tuned' | 'spec'>,
  side: 'base' | 'tuned',
): string {
  const known = facts[side]?.name;
  if (known !== undefined && known !== '') return known;
  return subjectName(facts.spec[side]);
}
