// What each judge of a comparison says by itself: its changes, and where the judges disagree.
import type { JudgeFigures } from '../../protocol/summary';
import type { JudgeDisagreement } from '../../protocol/comparison';
import { handledWell } from '../outcomes/handled';
import type { AnalysisInput } from './analysisInput';
import { changeOfKind } from './change';
import { observe, type Observations } from './observations';

/**
 * Of each judge, in their order; empty where there is one judge alone. `input` is without what a person decided, and `first`
 * what it shows by its first judge.
 */
export function byJudge(input: AnalysisInput, first: Observations): readonly JudgeFigures[] {
  const { judges } = input;
  if (judges.length < 2) return [];
  return judges.map((judge, place) => {
    const observations = place === 0 ? first : observe(ofJudge(input, place));
    return {
      judge,
      harmful: changeOfKind(observations, 'harmful')?.delta ?? null,
      benign: changeOfKind(observations, 'benign')?.delta ?? null,
    };
  });
}

/** As if the judge in that place were the counted one. */
function ofJudge(input: AnalysisInput, place: number): AnalysisInput {
  const responses = input.responses.map(({ promptId, side, sample, verdicts }) => ({
    ...{ promptId, side, sample },
    verdicts: [verdicts[place] ?? null],
  }));
  return { ...input, responses };
}

/** The responses that one judge says handle their prompt well and another says do not, in run order. */
export function judgeDisagreements({
  judges,
  prompts,
  responses,
}: Pick<AnalysisInput, 'judges' | 'prompts' | 'responses'>): JudgeDisagreement[] {
  const promptOf = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  return responses.flatMap(({ promptId, side, sample, verdicts, overruled }) => {
    const prompt = promptOf.get(promptId);
    if (prompt === undefined) return [];
    const own = judges.map(({ id }, place) => ({
      judgeId: id,
      outcome:
        ((place === 0 && overruled !== undefined ? overruled : verdicts[place]) ?? null)?.outcome ?? null,
    }));
    const opinions = own.flatMap(({ outcome }) => {
      const well = outcome === null ? null : handledWell(prompt.kind, outcome);
      return well === null ? [] : [well];
    });
    if (new Set(opinions).size < 2) return [];
    const { suiteId, itemId, attackId } = prompt;
    return [{ promptId, suiteId, itemId, attackId, side, sample, verdicts: own }];
  });
}
