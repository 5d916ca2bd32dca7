// A chat through the three stages of think, reflect, revise: what is asked at each, with which random numbers and limits. Knows no
// respondent but by its interface, and not what is made of what was said.
import type { Answer } from '../../../protocol/generation';
import { seededRandom } from '../../../safety/random';
import type { AnswerEvents, AnswerSettings, Asked, Question, Respondent } from '../../respondents/respondent';
import { reflectionChat, revisionChat } from './reflectionTexts';

export const stages = ['draft', 'reflection', 'revision'] as const;
export type Stage = (typeof stages)[number];

type Chat = Extract<Asked, { readonly messages: unknown }>;

export interface StageEvents extends Pick<AnswerEvents, 'onMissing' | 'onProgress'> {
  /** Once per question that went through: the answers of the stages, in their order. */
  onStages(id: number, said: readonly Answer[]): void;
}

/**
 * Every question comes back once, through onStages or onMissing. A few go together, so that what is finished is kept when the
 * run ends early. @throws GuardrailError as the respondent's answers
 */
export async function throughStages(
  inner: Pick<Respondent, 'answer'>,
  questions: readonly Question[],
  settings: AnswerSettings,
  reflectionTokens: number,
  events: StageEvents,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let from = 0; from < questions.length; from += settings.batchSize) {
    const together = questions.slice(from, from + settings.batchSize);
    await new Flow(inner, events, from, signal).run(together, settings, reflectionTokens);
  }
}

interface Row {
  readonly question: Question;
  readonly asked: Chat;
  readonly said: readonly Answer[];
}

/** Some questions on their way through the stages. */
class Flow {
  constructor(
    private readonly inner: Pick<Respondent, 'answer'>,
    private readonly events: StageEvents,
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
    for (const { question, said } of revised) this.events.onStages(question.id, said);
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
  if (stage === 'reflection' || reflection === undefined) {
    return { messages: reflectionChat(messages, answer) };
  }
  return { messages: revisionChat(messages, answer, reflection.answer) };
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
