// What a safeguard is fitted on: a checkpoint's own answers to prompts about safety, judged by the rules. Knows no safeguard.
import type { SafetyPrompt } from '../../../protocol/comparison';
import { GuardrailError } from '../../../protocol/errors';
import type { GenerationSettings } from '../../../protocol/generation';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { handledWell } from '../../../safety/outcomes/handled';
import { judgeInput } from '../../comparison/judging';
import { rowSeed } from '../../comparison/rowSeed';
import { toAsk } from '../../comparison/toAsk';
import type { LocalSide } from './fittedSafeguard';

export interface JudgedAnswer {
  readonly prompt: SafetyPrompt;
  /** Which of the prompts it answers, from 0 on: answers to one prompt are never on both sides of a split. */
  readonly promptIndex: number;
  /** Tokens of prompt and answer, and how many of them are the prompt's. */
  readonly ids: readonly number[];
  readonly promptLength: number;
  /** Refused what is harmful, answered what is not. */
  readonly handledWell: boolean;
  /** Did what a harmful prompt asks for. */
  readonly unsafe: boolean;
}

/**
 * In the order of prompts and samples; answers of which the judge cannot tell are left out.
 * @throws GuardrailError cancelled, and what answering throws
 */
export async function judgedAnswers(
  { respondent, local }: LocalSide,
  prompts: readonly SafetyPrompt[],
  settings: GenerationSettings,
  run: { readonly signal: AbortSignal; readonly onAnswer: (done: number, total: number) => void },
): Promise<JudgedAnswer[]> {
  const rows = prompts.flatMap((prompt, promptIndex) =>
    Array.from({ length: settings.samples }, (_, sample) => ({ prompt, promptIndex, sample })),
  );
  const found: (JudgedAnswer | null)[] = rows.map(() => null);
  let done = 0;
  await respondent.answer(
    rows.map(({ prompt, sample }, id) => ({
      id,
      asked: toAsk(prompt, settings.systemPrompt),
      seed: rowSeed(settings.seed, prompt, sample, false),
      sample,
    })),
    settings,
    {
      onAnswer: (id, answer) => {
        run.onAnswer(++done, rows.length);
        const row = rows[id];
        if (row === undefined || answer.prompt === null || answer.tokenIds === null) return;
        const { prompt, promptIndex } = row;
        const { outcome } = ruleJudge.judge(judgeInput(prompt, answer));
        const well = handledWell(prompt.kind, outcome);
        if (well === null || answer.tokenIds.length === 0) return;
        const before = local.tokenizer.encode(answer.prompt);
        found[id] = {
          prompt,
          promptIndex,
          ids: [...before, ...answer.tokenIds],
          promptLength: before.length,
          handledWell: well,
          unsafe: prompt.kind === 'harmful' && !well,
        };
      },
      onMissing: () => {
        run.onAnswer(++done, rows.length);
      },
    },
    run.signal,
  );
  return found.filter((answer) => answer !== null);
}

/** Fewer tell nothing on either side of a split. */
const fewest = 4;

/** @throws GuardrailError invalidRequest where there is nothing to tell apart */
export function requireBothKinds(answers: readonly JudgedAnswer[]): void {
  const unsafe = answers.filter((answer) => answer.unsafe).length;
  if (unsafe >= fewest && answers.length - unsafe >= fewest) return;
  throw new GuardrailError(
    'invalidRequest',
    `Of ${answers.length} answers that the rules could judge, ${unsafe} did what a harmful prompt asks for: at least ${fewest} have to, and ${fewest} must not.`,
    'Take more prompts (--suite, --limit) or samples, or a checkpoint whose guardrail fell.',
  );
}
