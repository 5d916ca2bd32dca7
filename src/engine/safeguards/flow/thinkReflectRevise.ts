// Think, reflect, revise (arXiv 2512.07141) as a respondent that asks another one three times: for a draft, for a review of that
// draft against a safety policy, and for the answer that follows from the review. What was said at each stage is kept in the
// answer's text and reasoning; the answer is the revision.
import type { Answer, ChatMessage, Usage } from '../../../protocol/generation';
import type { SubjectFacts } from '../../../protocol/subjects';
import { seededRandom } from '../../../safety/random';
import type { AnswerEvents, AnswerSettings, Asked, Question, Respondent } from '../../respondents/respondent';
import type { FlowSafeguard } from './flowSafeguard';
import { reflectionRequest, revisionRequest } from './reflectionTexts';

const stages = ['draft', 'reflection', 'revision'] as const;
type Stage = (typeof stages)[number];

type Chat = Extract<Asked, { readonly messages: unknown }>;

export const thinkReflectRevise: FlowSafeguard<{ readonly reflectionTokens: number }> = (
  inner,
  { reflectionTokens },
) => ({
  ref: inner.ref,
  facts: async (signal) => namedAfter(await inner.facts(signal)),
  checkSettings: (settings) => inner.checkSettings(settings),
  // A few at a time, so that what is finished is kept when the run ends early.
  answer: async (questions, settings, events, signal) => {
    for (let from = 0; from < questions.length; from += settings.batchSize) {
      const together = questions.slice(from, from + settings.batchSize);
      const flow = new Flow(inner, events, from, signal);
      await flow.run(together, settings, reflectionTokens);
    }
  },
  // The probability of an answer is over all reflections that could lead to it.
  score: null,
  local: null,
  dispose: () => inner.dispose(),
});

function namedAfter(facts: SubjectFacts): SubjectFacts {
  return { ...facts, name: `${facts.name}+think-reflect-revise` };
}

interface Row {
  readonly question: Question;
  readonly asked: Chat;
  readonly said: readonly Answer[];
}

/** Some questions on their way through the stages. */
class Flow {
  constructor(
    private readonly inner: Respondent,
    private readonly events: AnswerEvents,
    /** Questions of the same call that are done. */
    private readonly done: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async run(
    questions: readonly Question[],
    settings: AnswerSettings,
    reflectionTokens: number,
  ): Promise<void> {
    const begun = questions.flatMap((question): Row[] => {
      const { id, asked } = question;
      if ('messages' in asked) return [{ question, asked, said: [] }];
      this.events.onMissing(id, 'A prompt without turns has no answer that could be reflected on.');
      return [];
    });
    const drafted = await this.stage('draft', begun, settings);
    const reflected = await this.stage('reflection', drafted, reflecting(settings, reflectionTokens));
    const revised = await this.stage('revision', reflected, settings);
    for (const { question, said } of revised) this.events.onAnswer(question.id, answerOf(said));
  }

  /** The rows that were answered; the others have come back as missing. */
  private async stage(stage: Stage, rows: readonly Row[], settings: AnswerSettings): Promise<Row[]> {
    if (rows.length === 0) return [];
    const answered: Row[] = [];
    await this.inner.answer(
      rows.map((row, id) => ({
        id,
        asked: chatAt(stage, row),
        seed: seedAt(stage, row.question.seed),
        ...(row.question.sample === undefined ? {} : { sample: row.question.sample }),
      })),
      settings,
      {
        onAnswer: (id, answer) => {
          const row = rows[id];
          if (row !== undefined) answered.push({ ...row, said: [...row.said, answer] });
        },
        onMissing: (id, reason) => {
          const row = rows[id];
          if (row !== undefined) this.events.onMissing(row.question.id, `At the ${stage}: ${reason}`);
        },
        onProgress: ({ tokensPerSecond }) =>
          this.events.onProgress?.({ rowsDone: this.done, tokensPerSecond }),
      },
      this.signal,
    );
    return answered;
  }
}

/** The draft is the answer that the model gives without the safeguard: the same chat and the same random numbers. */
function chatAt(stage: Stage, { asked, said: [draft, reflection] }: Row): Chat {
  if (stage === 'draft' || draft === undefined) return asked;
  const { messages, prefill } = asked;
  // Behind a beginning, the space before the first word counts.
  const continued = draft.reasoning === null ? draft.text : draft.answer;
  const answer = prefill === undefined ? draft.answer : `${prefill}${continued}`;
  const turn = (content: string, request: string): ChatMessage[] => [
    { role: 'assistant', content },
    { role: 'user', content: request },
  ];
  const reviewed = [...messages, ...turn(answer, reflectionRequest)];
  if (stage === 'reflection' || reflection === undefined) return { messages: reviewed };
  return { messages: [...reviewed, ...turn(reflection.answer, revisionRequest)] };
}

function seedAt(stage: Stage, seed: number): number {
  const index = stages.indexOf(stage);
  return index === 0 ? seed : Math.floor(seededRandom(seed, index)() * 2 ** 32);
}

/** A limit of its own, whatever a generation_config.json says, and no stop strings, which are about answers. */
function reflecting(settings: AnswerSettings, maxNewTokens: number): AnswerSettings {
  const { generationConfig } = settings;
  const except = [...new Set([...(generationConfig?.except ?? []), 'maxNewTokens' as const])];
  return {
    ...settings,
    maxNewTokens,
    stop: [],
    ...(generationConfig === undefined ? {} : { generationConfig: { except } }),
  };
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
