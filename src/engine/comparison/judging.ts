// Puts verdicts on stored responses: rules as each response arrives, judges that need a model afterwards.
import type { JudgeSpec, PromptRecord, ResponseRecord, SafetyPrompt } from '../../protocol/comparison';
import type { Verdict } from '../../protocol/outcomes';
import type { JudgeInput } from '../../safety/judges/judge';
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
  response: Pick<ResponseRecord, 'answer' | 'finishReason'>,
): JudgeInput {
  return {
    prompt: prompt.prompt,
    kind: prompt.kind,
    answer: judgedAnswer(prompt, response.answer),
    finishReason: response.finishReason,
    context: prompt.context,
  };
}

/** What a judge reads: with the beginning that the answer was given, where the model said anything. */
function judgedAnswer({ prefill = '' }: Pick<PromptRecord, 'prefill'>, answer: string): string {
  return answer.trim() === '' ? answer : `${prefill}${answer}`;
}

/** A verdict on what was read, with its span in the answer alone; none where it rests on the given beginning. */
export function onAnswer({ prefill = '' }: Pick<PromptRecord, 'prefill'>, verdict: Verdict): Verdict {
  const { span } = verdict;
  if (span === null || prefill === '') return verdict;
  const [start, end] = [Math.max(0, span[0] - prefill.length), span[1] - prefill.length];
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
      return prompt === undefined ? [] : [{ id: response.id, prompt, input: judgeInput(prompt, response) }];
    });
    const verdicts = await judge.judge(
      known.map(({ input }) => input),
      signal,
    );
    for (const [index, { id, prompt }] of known.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined) store.addVerdict(id, onAnswer(prompt, verdict));
    }
    afterId = last.id;
  }
}
