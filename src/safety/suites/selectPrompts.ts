// Draws a sample of a suite's prompts that keeps the shares of its categories.
import { GuardrailError } from '../../protocol/errors';
import type { Suite, SuitePrompt } from '../../protocol/suites';
import { seededRandom } from '../random';
import { textHash } from './contentHash';

/**
 * `limit` prompts of the suite in their original order; all for null or a limit at or above their number.
 *
 * Systematic sampling: a category's prompts are shuffled, the j-th of its n (from 0) gets the rank (j + u) / n with
 * one u in [0, 1) per category, and the lowest ranks are taken. So every category has its share to within one prompt or so, a small
 * category has its fair chance under a small limit, and a larger limit contains what a smaller one chose.
 * The draw depends on the seed, the category and the place within it, not on the suite: suites whose rows
 * match pairwise (JailbreakBench) keep their pairs.
 *
 * Throws `invalidRequest` for a limit that is not a whole number of at least 1, or a seed that is no whole number.
 */
export function selectPrompts(suite: Suite, limit: number | null, seed: number): SuitePrompt[] {
  if (limit !== null && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new GuardrailError(
      'invalidRequest',
      `The number of prompts per suite is ${limit}.`,
      'Give a whole number of at least 1, or none for all prompts.',
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new GuardrailError('invalidRequest', `The seed is ${seed}.`, 'Give a whole number.');
  }
  if (limit === null || limit >= suite.prompts.length) return [...suite.prompts];

  const byCategory = new Map<string, number[]>();
  for (const [index, prompt] of suite.prompts.entries()) {
    const members = byCategory.get(prompt.category);
    if (members === undefined) byCategory.set(prompt.category, [index]);
    else members.push(index);
  }
  const ranked: { index: number; rank: number }[] = [];
  for (const [category, members] of byCategory) {
    const random = seededRandom(seed, textHash(category));
    const start = random();
    const drawn = members.map((index) => ({ index, key: random() })).sort((a, b) => a.key - b.key);
    for (const [j, { index }] of drawn.entries()) {
      ranked.push({ index, rank: (j + start) / members.length });
    }
  }
  const chosen = new Set(
    ranked
      .sort((a, b) => a.rank - b.rank || a.index - b.index)
      .slice(0, limit)
      .map((entry) => entry.index),
  );
  return suite.prompts.filter((_, index) => chosen.has(index));
}
