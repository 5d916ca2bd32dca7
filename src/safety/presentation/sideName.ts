// What the two sides of a comparison are called.
import type { ComparisonFacts } from '../../protocol/comparison';
import { subjectName } from '../subjects/subjectText';

/** The side's own name, else what was asked for: the last part of a path, or the model. */
export function sideName(
  facts: Pick<ComparisonFacts, 'base' | 'tuned' | 'spec'>,
  side: 'base' | 'tuned',
): string {
  const known = facts[side]?.name ?? '';
  return known === '' ? subjectName(facts.spec[side]) : known;
}
