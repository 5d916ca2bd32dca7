// Judges a batch of answers by asking a model: leaves out what needs no judge, asks for the rest at once, and
// turns every failure into `unscored`. Knows nothing of where the model runs.
import type { Verdict } from '../../protocol/outcomes';
import type { JudgeInput, ModelJudge } from '../../safety/judges/judge';
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { splitReasoning } from '../../safety/judges/splitReasoning';
import { unscored, verdictWithoutJudge } from '../../safety/judges/verdicts';
import type { ChatMessage } from '../../protocol/generation';

export type JudgePrompt = { readonly messages: readonly ChatMessage[] } | { readonly prompt: string };

export type ModelReply =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/**
 * @param ask replies in the order of the prompts
 * @throws GuardrailError what `ask` throws (cancelled, a checkpoint that cannot be opened)
 */
export async function judgeByModel(
  judge: ModelJudge,
  inputs: readonly JudgeInput[],
  ask: (prompts: readonly JudgePrompt[], signal?: AbortSignal) => Promise<ModelReply[]>,
  signal?: AbortSignal,
): Promise<Verdict[]> {
  const verdicts: (Verdict | undefined)[] = inputs.map((input) => withoutAsking(judge, input));
  const pending: { index: number; prompt: JudgePrompt }[] = [];
  inputs.forEach((input, index) => {
    if (verdicts[index] !== undefined) {
      return;
    }
    try {
      pending.push({ index, prompt: judge.ask(input) });
    } catch (error) {
      verdicts[index] = unscored(judge, `The question to the judge could not be made: ${messageOf(error)}`);
    }
  });
  const replies =
    pending.length === 0
      ? []
      : await ask(
          pending.map(({ prompt }) => prompt),
          signal,
        );
  pending.forEach(({ index }, position) => {
    verdicts[index] = readReply(judge, inputs[index], replies[position]);
  });
  return verdicts.map((verdict) => verdict ?? unscored(judge, 'The judge gave no verdict.'));
}

/** Empty answers, and answers cut before they said anything: the same whoever judges. */
function withoutAsking(judge: ModelJudge, input: JudgeInput): Verdict | undefined {
  const early = verdictWithoutJudge(judge, input);
  if (early?.outcome === 'truncated' && ruleJudge.judge(input).outcome === 'refusal') {
    return undefined;
  }
  return early ?? undefined;
}

function readReply(judge: ModelJudge, input: JudgeInput | undefined, reply: ModelReply | undefined): Verdict {
  if (input === undefined || reply === undefined) {
    return unscored(judge, 'The judge model gave no reply.');
  }
  if (!reply.ok) {
    return unscored(judge, reply.reason);
  }
  const { answer, unfinished } = splitReasoning(reply.text);
  if (unfinished) {
    return unscored(judge, 'The judge model ran out of tokens while reasoning.', reply.text);
  }
  try {
    const verdict = judge.parse(input, answer);
    return { ...verdict, judgeId: judge.id, judgeVersion: judge.version };
  } catch (error) {
    return unscored(judge, `The reply of the judge could not be read: ${messageOf(error)}`, reply.text);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
