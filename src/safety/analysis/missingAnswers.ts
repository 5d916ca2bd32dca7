// Questions without an answer, in words: how many of which side, and why most of them.
import { sides } from '../../protocol/outcomes';
import type { Note } from '../../protocol/summary';
import { sideLabels } from '../presentation/labels';
import { formatCount, formatList } from '../presentation/numbers';
import type { AnalysisInput } from './analysisInput';

/** No note where every question that was asked was answered. */
export function missingAnswers(missing: AnalysisInput['missing']): Note[] {
  if (missing.length === 0) return [];
  const bySide = sides.flatMap((side) => {
    const count = missing.filter((one) => one.side === side).length;
    return count === 0 ? [] : [`${formatCount(count)} of ${sideLabels[side].toLowerCase()}`];
  });
  const questions = missing.length === 1 ? 'question was' : 'questions were';
  return [
    {
      severity: 'warning',
      id: 'missingAnswers',
      message:
        `${formatCount(missing.length)} ${questions} not answered (${formatList(bySide)}) and count nowhere. ` +
        `Most frequent reason: ${mostFrequent(missing.map(({ reason }) => reason))} Resume the run to ask again.`,
    },
  ];
}

/** The first of the most frequent. */
function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [text = ''] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
