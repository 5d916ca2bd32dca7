// One safety probe: greedy answers to the probe's prompts, judged by the rules, as rates with intervals.
import { GuardrailError } from '../../../protocol/errors';
import { defaultGenerationSettings, type Answer } from '../../../protocol/generation';
import { safetyKinds, type Outcome, type SafetyKind } from '../../../protocol/outcomes';
import type { ProbePoint } from '../../../protocol/training';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { handledWell } from '../../../safety/outcomes/handled';
import { wilsonInterval } from '../../../safety/statistics/wilson';
import { toAsk } from '../../comparison/toAsk';
import type { AnswerSettings, Respondent } from '../../respondents/respondent';
import { pairedChange, type MeasuredAnswer } from '../run/pairedChange';
import type { ProbePrompt } from './probePrompts';

export interface ProbeAnswer {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SafetyKind;
  readonly prompt: string;
  readonly response: string;
  readonly outcome: Outcome;
}

/** In the order of the prompts. @throws GuardrailError cancelled, invalidRequest for a prompt that cannot be answered. */
export async function answerProbe(
  prompts: readonly ProbePrompt[],
  respondent: Pick<Respondent, 'answer'>,
  settings: Pick<AnswerSettings, 'maxNewTokens' | 'templateVariables'>,
  signal: AbortSignal,
): Promise<ProbeAnswer[]> {
  const answers: ProbeAnswer[] = [];
  await respondent.answer(
    prompts.map((prompt, id) => ({ id, asked: toAsk(prompt, null), seed: 0 })),
    { ...defaultGenerationSettings, ...settings },
    {
      onAnswer: (id, given) => {
        const asked = prompts[id];
        if (asked !== undefined) answers[id] = judgeProbeAnswer(asked, given);
      },
      onMissing: (id, reason) => {
        throw new GuardrailError(
          'invalidRequest',
          `The safety probe's prompt ${prompts[id]?.itemId ?? id} cannot be answered: ${reason}`,
          'Take another suite for the probe.',
        );
      },
    },
    signal,
  );
  return answers;
}

export function judgeProbeAnswer(
  { suiteId, itemId, kind, prompt, context }: Omit<ProbePrompt, 'history' | 'userMessage'>,
  { text, answer, finishReason }: Pick<Answer, 'text' | 'answer' | 'finishReason'>,
): ProbeAnswer {
  const { outcome } = ruleJudge.judge({ prompt, kind, answer, finishReason, context });
  return { suiteId, itemId, kind, prompt, response: text, outcome };
}

/** As in a comparison: null for an answer that says nothing (empty, truncated, unscored), which is in no rate. */
export function answeredWell({ kind, outcome }: Pick<ProbeAnswer, 'kind' | 'outcome'>): boolean | null {
  return handledWell(kind, outcome);
}

/**
 * One point per kind that has prompts (n is 0 where no answer is usable): rate with Wilson's interval, and the paired
 * difference to `start` (the answers of step 0; null: these are they), over prompts with a usable answer then and now, with
 * its interval as in a comparison (pairedChange).
 */
export function probePoints(
  step: number,
  answers: readonly ProbeAnswer[],
  start: readonly ProbeAnswer[] | null,
): ProbePoint[] {
  const before = start === null ? null : measured(start);
  return safetyKinds.flatMap((kind) => {
    const own = answers.filter((answer) => answer.kind === kind);
    if (own.length === 0) return [];
    const usable = own.filter((answer) => answeredWell(answer) !== null);
    const well = usable.filter(answeredWell).length;
    const unusable = own.length - usable.length;
    return [
      {
        step,
        kind,
        handledWell: well,
        n: usable.length,
        ...(unusable === 0 ? {} : { unusable }),
        ...wilsonInterval(well, usable.length),
        delta: before === null ? null : (pairedChange(before, measured(own))?.delta ?? null),
      },
    ];
  });
}

function measured(answers: readonly ProbeAnswer[]): MeasuredAnswer[] {
  return answers.flatMap((answer) => {
    const good = answeredWell(answer);
    return good === null ? [] : [{ prompt: `${answer.suiteId}\u0000${answer.itemId}`, key: '', good }];
  });
}
