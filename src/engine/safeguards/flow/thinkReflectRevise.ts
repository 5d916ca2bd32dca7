// Think, reflect, revise (arXiv 2512.07141) as a respondent that asks another one three times: for a draft, for a review of that
// draft against a safety policy, and for the answer that follows from the review. What was said at each stage is kept in the
// answer's text and reasoning; the answer is the revision.
import type { Answer, Usage } from '../../../protocol/generation';
import type { SubjectFacts } from '../../../protocol/subjects';
import type { FlowSafeguard } from './flowSafeguard';
import { stages, throughStages } from './reflectionStages';

export const thinkReflectRevise: FlowSafeguard<{ readonly reflectionTokens: number }> = (
  inner,
  { reflectionTokens },
) => ({
  ref: inner.ref,
  facts: async (signal) => namedAfter(await inner.facts(signal)),
  checkSettings: (settings) => inner.checkSettings(settings),
  answer: (questions, settings, events, signal) =>
    throughStages(
      inner,
      questions,
      settings,
      reflectionTokens,
      {
        onStages: (id, said) => events.onAnswer(id, answerOf(said)),
        onMissing: (id, reason) => events.onMissing(id, reason),
        onProgress: (progress) => events.onProgress?.(progress),
      },
      signal,
    ),
  // The probability of an answer is over all reflections that could lead to it.
  score: null,
  local: null,
  dispose: () => inner.dispose(),
});

function namedAfter(facts: SubjectFacts): SubjectFacts {
  return { ...facts, name: `${facts.name}+think-reflect-revise` };
}

/** Tokens and time are those of all stages. */
function answerOf(said: readonly Answer[]): Answer {
  const written = said.map(({ text }, index) => `[${stages[index] ?? ''}]\n${text}`);
  const last = said.at(-1);
  const thought = last?.reasoning ?? null;
  const before = [...written.slice(0, -1), ...(thought === null ? [] : [thought])];
  return {
    prompt: null,
    text: written.join('\n\n'),
    reasoning: before.join('\n\n'),
    answer: last?.answer ?? '',
    finishReason: last?.finishReason ?? null,
    tokenIds: null,
    logprobs: null,
    usage: said.reduce<Usage | null>(
      (sum, { usage }) =>
        sum === null || usage === null
          ? null
          : {
              promptTokens: sum.promptTokens + usage.promptTokens,
              completionTokens: sum.completionTokens + usage.completionTokens,
            },
      { promptTokens: 0, completionTokens: 0 },
    ),
    milliseconds: said.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  };
}
