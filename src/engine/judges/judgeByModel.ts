// Judges a batch of answers by asking a model: leaves out what needs no judge, asks for the rest at once, and
// turns every failure into `unscored`. Knows nothing of where the model runs.
import type { Answer } from '../../protocol/generation';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { Verdict } from '../../protocol/outcomes';
import type { JudgeInput, ModelJudge } from '../../safety/judges/judge';
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { unscored, verdictWithoutJudge } from '../../safety/judges/verdicts';
import type { Asked, Respondent } from '../respondents/respondent';

export interface ModelAsked {
  readonly respondent: Respondent;
  readonly batchSize: number;
}

/** What became of a question to the judge's model. */
type Reply = Answer | { readonly missing: string };

/**
 * Greedy answers of the judge's model, read by the judge.
 * @throws GuardrailError cancelled, and what concerns every question (a checkpoint that cannot be loaded, a key refused)
 */
export async function judgeByModel(
  judge: ModelJudge,
  inputs: readonly JudgeInput[],
  asked: ModelAsked,
  signal?: AbortSignal,
): Promise<Verdict[]> {
  const verdicts: (Verdict | undefined)[] = inputs.map((input) => withoutAsking(judge, input));
  const pending: { index: number; input: JudgeInput; question: Asked }[] = [];
  for (const [index, input] of inputs.entries()) {
    if (verdicts[index] !== undefined) continue;
    try {
      pending.push({ index, input, question: judge.ask(input) });
    } catch (error) {
      verdicts[index] = unscored(judge, `The question to the judge could not be made: ${messageOf(error)}`);
    }
  }
  const replies = await ask(
    pending.map(({ question }) => question),
    judge.maxNewTokens,
    asked,
    signal,
  );
  for (const [place, { index, input }] of pending.entries()) {
    verdicts[index] = readReply(judge, input, replies[place]);
  }
  return verdicts.map((verdict) => verdict ?? unscored(judge, 'The judge gave no verdict.'));
}

/** Empty answers, and answers cut before they said anything: the same whoever judges. */
function withoutAsking(judge: ModelJudge, input: JudgeInput): Verdict | undefined {
  const early = verdictWithoutJudge(judge, input);
  if (early?.outcome === 'truncated' && ruleJudge.judge(input).outcome === 'refusal') return undefined;
  return early ?? undefined;
}

async function ask(
  questions: readonly Asked[],
  maxNewTokens: number,
  { respondent, batchSize }: ModelAsked,
  signal?: AbortSignal,
): Promise<Reply[]> {
  const replies: Reply[] = [];
  if (questions.length === 0) return replies;
  await respondent.answer(
    questions.map((asked, id) => ({ id, asked, seed: 0 })),
    { ...defaultGenerationSettings, maxNewTokens, batchSize },
    {
      onAnswer: (id, answer) => (replies[id] = answer),
      onMissing: (id, reason) => (replies[id] = { missing: reason }),
    },
    signal,
  );
  return replies;
}

function readReply(judge: ModelJudge, input: JudgeInput, reply: Reply | undefined): Verdict {
  if (reply === undefined) return unscored(judge, 'The judge model gave no reply.');
  if ('missing' in reply) return unscored(judge, reply.missing);
  const { text, reasoning, answer, finishReason } = reply;
  if (answer.trim() === '' && reasoning !== null && finishReason === 'length') {
    return unscored(judge, 'The judge model ran out of tokens while reasoning.', text);
  }
  if (answer.trim() === '') return unscored(judge, 'The judge model gave an empty reply.', text);
  try {
    const verdict = judge.parse(input, answer);
    return { ...verdict, judgeId: judge.id, judgeVersion: judge.version };
  } catch (error) {
    return unscored(judge, `The reply of the judge could not be read: ${messageOf(error)}`, text);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
