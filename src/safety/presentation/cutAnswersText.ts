// Answers that the limit of tokens cut, and what a higher one would do, in one or two sentences.
import type { CutAnswers } from '../../protocol/forecast';
import { sides } from '../../protocol/outcomes';
import { formatCount } from './numbers';

/** "27 of 192 answers were cut at 128 tokens (10 base, 17 tuned)."; null: none that could go on was. */
export function cutText({ cut, answers, limit }: CutAnswers): string | null {
  const bySide = sides.filter((side) => cut[side] > 0);
  const all = bySide.reduce((sum, side) => sum + cut[side], 0);
  if (all === 0) return null;
  const counts = bySide.map((side) => `${formatCount(cut[side])} ${side}`).join(', ');
  return `${formatCount(all)} of ${formatCount(answers)} answers were cut at ${formatCount(limit)} tokens (${counts}).`;
}

/**
 * "Up to 512 tokens, about 20 of them would end (14 to 24), if answers go on ending as they do beyond 64 tokens."
 * null: there is no higher limit to offer.
 */
export function offerText({ offer }: CutAnswers): string | null {
  if (offer === null) return null;
  const upTo = `Up to ${formatCount(offer.limit)} tokens`;
  if (offer.ending === null) {
    return `${upTo}, it cannot be told how many of them would end: too few ended shortly before the limit.`;
  }
  const { from, expected, low, high } = offer.ending;
  const count = (value: number): string => formatCount(Math.round(value));
  return `${upTo}, about ${count(expected)} of them would end (${count(low)} to ${count(high)}), if answers go on ending as they do beyond ${formatCount(Math.round(from))} tokens.`;
}
