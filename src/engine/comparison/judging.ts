// Puts verdicts on stored responses: rules as each response arrives, judges that need a model afterwards.
import type { JudgeSpec, PromptRecord, ResponseRecord, SafetyPrompt } from '../../protocol/comparison';
import type { Verdict } from '../../protocol/outcomes';
import type { JudgeInput } from '../../safety/judges/judge';
import { begunAnswer } from '../../safety/outcomes/begunAnswer';
import { aboutSafety } from '../../safety/outcomes/handled';
import { throwIfCancelled } from '../cancellation';
import type { RunningJudge } from '../judges/openJudge';
import type { ComparisonStore } from '../store/comparisonStore';

/** Responses handed to a judge at once. */
const pageSize = 64;

/** Rules and lists cost nothing, so their verdicts are seen while the run goes on. */
export function isInstant(spec: JudgeSpec): boolean {
  return spec.kind === 'rules' || spec.kind === 'list';
}

export function judgeInput(
  prompt: SafetyPrompt,
  response: Pick<ResponseRecord, 'answer' | 'finishReason' | 'text'>,
): JudgeInput {
  return {
    prompt: prompt.prompt,
    kind: prompt.kind,
    answer: begunAnswer(prompt.prefill, response).text,
    finishReason: response.finishReason,
    context: prompt.context,
  };
}

/** A verdict on what was read, with its span in the answer alone; none where it rests on the given beginning. */
export function onAnswer(
  { prefill }: Pick<PromptRecord, 'prefill'>,
  response: Pick<ResponseRecord, 'answer' | 'text'>,
  verdict: Verdict,
): Verdict {
  const { span } = verdict;
  const { before } = begunAnswer(prefill, response);
  if (span === null || before === 0) return verdict;
  const [start, end] = [Math.max(0, span[0] - before), span[1] - before];
  return { ...verdict, span: start < end ? [start, end] : null };
}

/** Judges everything about safety that this judge, in this version, has not judged yet; a newer verdict counts before an older. */
export async function judgePending(
  judge: RunningJudge,
  store: ComparisonStore,
  signal: AbortSignal,
): Promise<void> {
  const prompts = new Map(aboutSafety(store.prompts()).map((prompt) => [prompt.id, prompt]));
  let afterId = 0;
  for (;;) {
    throwIfCancelled(signal);
    const page = store.unjudged(judge.facts, afterId, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    const known = page.flatMap((response) => {
      const prompt = prompts.get(response.promptId);
      return prompt === undefined ? [] : [{ response, prompt, input: judgeInput(prompt, response) }];
    });
    const verdicts = await judge.judge(
      known.map(({ input }) => input),
      signal,
    );
    for (const [index, { response, prompt }] of known.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined) store.addVerdict(response.id, onAnswer(prompt, response, verdict));
    }
    afterId = last.id;
  }
}
