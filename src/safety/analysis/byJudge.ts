// What each judge of a comparison says by itself: its changes, and where the judges disagree.
import type { JudgeFigures } from '../../protocol/summary';
import type { JudgeDisagreement } from '../../protocol/comparison';
import { handledWell } from '../outcomes/handled';
import type { AnalysisInput } from './analysisInput';
import { observe } from './observations';
import { scenariosOf, summarizeKind } from './summarizeBenchmark';

/** Of each judge, in their order, without what a person decided; empty where there is one judge alone. */
export function byJudge(input: AnalysisInput): readonly JudgeFigures[] {
  const { judges } = input;
  if (judges.length < 2) return [];
  return judges.map((judge, place) => {
    const responses = input.responses.map(({ promptId, side, sample, verdicts, overruled }) => ({
      ...{ promptId, side, sample },
      verdicts: [(place === 0 && overruled !== undefined ? overruled : verdicts[place]) ?? null],
    }));
    const scenarios = scenariosOf(observe({ ...input, judges: [judge], responses }));
    return {
      judge,
      harmful: summarizeKind(scenarios, 'harmful')?.delta ?? null,
      benign: summarizeKind(scenarios, 'benign')?.delta ?? null,
    };
  });
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
