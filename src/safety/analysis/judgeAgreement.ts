// Cohen's κ between the judges of a comparison, on what is counted.
import type { ComparisonSummary, Note } from '../../protocol/summary';
import { cohenKappa } from '../statistics/kappa';
import type { AnalysisInput } from './analysisInput';
import { formatCount } from '../presentation/numbers';
import { isPositive, isUsable } from '../outcomes/handled';

/**
 * κ for each pair of judges, on whether a verdict counts towards the suite's metric, over all responses (of all
 * sides and samples) that both judges could use. A pair for which κ is not defined (one verdict throughout)
 * is left out, with a note. Responses to one prompt are counted as independent, so the intervals are a little
 * too narrow where there are several.
 */
export function judgeAgreement({ judges, prompts, responses }: AnalysisInput): {
  readonly agreement: ComparisonSummary['judgeAgreement'];
  readonly notes: readonly Note[];
} {
  const agreement: ComparisonSummary['judgeAgreement'][number][] = [];
  const notes: Note[] = [];
  if (judges.length < 2) return { agreement, notes };
  const kindOf = new Map(prompts.map((prompt) => [prompt.id, prompt.kind]));
  for (const [i, first] of judges.entries()) {
    for (const [offset, second] of judges.slice(i + 1).entries()) {
      let bothPositive = 0;
      let firstOnly = 0;
      let secondOnly = 0;
      let neither = 0;
      for (const { promptId, verdicts } of responses) {
        const one = verdicts[i];
        const other = verdicts[i + 1 + offset];
        const kind = kindOf.get(promptId);
        if (!one || !other || kind === undefined) continue;
        if (!isUsable(kind, one.outcome) || !isUsable(kind, other.outcome)) continue;
        const onePositive = isPositive(kind, one.outcome);
        const otherPositive = isPositive(kind, other.outcome);
        if (onePositive && otherPositive) bothPositive++;
        else if (onePositive) firstOnly++;
        else if (otherPositive) secondOnly++;
        else neither++;
      }
      const result = cohenKappa([
        [bothPositive, firstOnly],
        [secondOnly, neither],
      ]);
      if (result === null) {
        notes.push(undefinedKappa(first.title, second.title, bothPositive + neither));
        continue;
      }
      const { kappa, low, high, n } = result;
      agreement.push({ judges: [first.id, second.id], kappa, low, high, n });
    }
  }
  return { agreement, notes };
}

function undefinedKappa(first: string, second: string, n: number): Note {
  const message =
    n === 0
      ? `${first} and ${second} have no response that both could judge; their agreement is not known.`
      : `${first} and ${second} gave all ${formatCount(n)} responses the same verdict; κ is not defined then.`;
  return { severity: 'note', id: 'kappaUndefined', message };
}
