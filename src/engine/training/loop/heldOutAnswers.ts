// Answers to held-out prompts, as verifiers see them: the policy's own, or what it says through safeguards that ask it otherwise.
import type { ChatMessage } from '../../../protocol/generation';
import { rowSeed } from '../../comparison/rowSeed';
import type { AnswerSettings, Respondent } from '../../respondents/respondent';
import type { EvaluationSettings } from '../config/runSettings';
import type { VerifierInput } from '../tasks/task';
import type { TrainSession } from './openSession';
import { sampleCompletions, verifierInput } from './sampleCompletions';

export interface HeldOutAnswer extends VerifierInput {
  /** All that was said, stages before the answer included. */
  readonly said: string;
}

/** The same seeds at every evaluation: what differs is the policy. */
const purpose = 'evaluation';

/** Prompts in order, the answers to one behind one another. @throws GuardrailError as sampleCompletions, templateInvalid */
export async function heldOutAnswers(
  session: TrainSession,
  evaluation: EvaluationSettings,
): Promise<HeldOutAnswer[]> {
  const { heldOut, policy, safeguards, settings, method, control, meter } = session;
  const sampling = {
    ...method.sampling,
    temperature: evaluation.temperature,
    maxNewTokens: evaluation.maxCompletionLength,
  };
  const onSpeed = (tokensPerSecond: number) => meter.speed(tokensPerSecond);
  const around = safeguards.around(policy);
  if (around !== null) return askAround(session, evaluation, around, { ...sampling, onSpeed });
  const completions = await sampleCompletions(heldOut, {
    policy,
    settings: sampling,
    samples: evaluation.generations,
    seed: settings.seed,
    purpose,
    onSpeed,
    signal: control.signal,
  });
  return completions.map((completion) => ({ ...verifierInput(completion), said: completion.generated.text }));
}

/** What has no answer (a later turn beyond the context) says nothing, as a cut one. */
async function askAround(
  { heldOut, settings, control }: TrainSession,
  { generations }: EvaluationSettings,
  around: Respondent,
  {
    onSpeed,
    ...sampling
  }: Omit<AnswerSettings, 'templateVariables'> & {
    readonly onSpeed: (tokensPerSecond: number) => void;
  },
): Promise<HeldOutAnswer[]> {
  const asked = heldOut.flatMap(({ item }, group) =>
    Array.from({ length: generations }, (_, sample) => ({ item, group, sample })),
  );
  const answers = asked.map(({ item }): HeldOutAnswer => {
    return { item, answer: '', raw: '', said: '', truncated: true, tokens: 0 };
  });
  await around.answer(
    asked.map(({ item, group, sample }, id) => ({
      id,
      asked: { messages: [...item.context, { role: 'user', content: item.prompt } satisfies ChatMessage] },
      seed: rowSeed(
        settings.seed,
        { suiteId: purpose, itemId: `${group}/${item.id}`, attackId: null },
        sample,
        false,
      ),
      sample,
    })),
    { ...sampling, templateVariables: settings.templateVariables },
    {
      onAnswer: (id, { answer, text, finishReason, usage }) => {
        const one = asked[id];
        if (one === undefined) return;
        const tokens = usage?.completionTokens ?? 0;
        const truncated = finishReason === 'length';
        answers[id] = { item: one.item, answer, raw: answer, said: text, truncated, tokens };
      },
      onMissing: () => undefined,
      onProgress: ({ tokensPerSecond }) => onSpeed(tokensPerSecond),
    },
    control.signal,
  );
  return answers;
}
