// A model in this process as a respondent: chats are rendered and encoded here, its generator answers and scores.
// Knows neither where the weights come from nor what is asked.
import { GuardrailError } from '../../../protocol/errors';
import type { Answer, ChatMessage, FinishReason, Usage } from '../../../protocol/generation';
import type { CheckpointFacts, GenerationDefaults } from '../../../protocol/checkpoints';
import { effectiveSettings } from '../../../safety/settings/effectiveSettings';
import type { SubjectRef } from '../../../protocol/subjects';
import type { ReasoningMarks } from '../../../safety/judges/reasoningMarks';
import type { ChatTokenizer, ModelConfig } from '../../checkpoints/checkpoint';
import type { BegunAnswer, Generated, Generator } from '../../generation/generator';
import type { LogitsProcessor, StepHooks } from '../../generation/hooks';
import { cacheBytes } from '../../generation/kvCache';
import { logitRuleProcessors } from '../../generation/logitRules';
import type {
  AnswerEvents,
  AnswerSettings,
  Asked,
  LocalAccess,
  Question,
  Respondent,
  ScoreAnswers,
} from '../respondent';
import { splitAnswer } from '../splitAnswer';

/** What a local respondent is made of. */
export interface LocalModel {
  readonly config: ModelConfig;
  readonly tokenizer: ChatTokenizer;
  readonly weightsKey: string;
  readonly weightBytes: number;
  readonly exactWeightBytes: number;
  /** What counts where the settings ask for generation_config.json. */
  readonly generationDefaults?: GenerationDefaults;
  facts(signal?: AbortSignal): Promise<CheckpointFacts>;
  /** Lends the generator with the model's present weights; it is given back when `work` ends. */
  use<T>(work: (generator: Generator) => Promise<T>, signal?: AbortSignal): Promise<T>;
  dispose(): Promise<void>;
}

/** A prompt after the chat template, as text and as tokens. */
export interface EncodedPrompt {
  readonly text: string;
  readonly ids: readonly number[];
}

export interface EncodedQuestion {
  readonly id: number;
  readonly prompt: EncodedPrompt;
  readonly seed: number;
  readonly begun?: BegunAnswer;
  /** The answer begins within a text: a space before its first word is part of it. */
  readonly prefilled?: true;
}

/** Of a model in this process everything is known. */
export interface LocalAnswer extends Answer {
  readonly prompt: string;
  readonly finishReason: FinishReason;
  readonly tokenIds: readonly number[];
  readonly logprobs: readonly number[];
  readonly usage: Usage;
}

export interface LocalAnswerEvents extends AnswerEvents {
  onAnswer(id: number, answer: LocalAnswer): void;
}

export class LocalRespondent implements Respondent {
  readonly local: LocalAccess;
  readonly score: ScoreAnswers;

  constructor(
    readonly ref: SubjectRef,
    private readonly model: LocalModel,
    private readonly hooks: StepHooks | null = null,
  ) {
    const { config, tokenizer, weightsKey, weightBytes, exactWeightBytes } = model;
    this.local = {
      config,
      tokenizer,
      weightsKey,
      weightBytes,
      exactWeightBytes,
      cacheBytes: (tokens) => cacheBytes(config, tokens),
      logits: (rows) => this.use((generator) => generator.logits(rows)),
      visit: (rows, onLogits, signal) =>
        this.use((generator) => generator.visit(rows, onLogits, signal), signal),
      grow: (tree, texts, signal) => this.use((generator) => generator.grow(tree, texts, signal), signal),
      withHooks: (added) => new LocalRespondent(ref, model, joined(hooks, added)),
    };
    this.score = async (rows, { templateVariables }, signal) => {
      const prompts = await this.render(
        rows.map(({ asked }) => asked),
        templateVariables,
      );
      const answers = rows.map(({ answer }) => tokenizer.encode(answer));
      const sequences = prompts.map((prompt, index) => {
        if (prompt instanceof GuardrailError) throw prompt;
        const ids = tokenizer.encode(prompt);
        return { ids: [...ids, ...(answers[index] ?? [])], from: ids.length };
      });
      const scored = await this.use((generator) => generator.score(sequences, signal), signal);
      return answers.map((ids, index) =>
        ids.map((id, place) => ({
          id,
          text: tokenizer.decode([id]),
          logprob: scored[index]?.logprobs[place] ?? NaN,
        })),
      );
    };
  }

  facts(signal?: AbortSignal): Promise<CheckpointFacts> {
    return this.model.facts(signal);
  }

  checkSettings(settings: AnswerSettings): void {
    effectiveSettings(settings, this.model.generationDefaults ?? {});
  }

  async answer(
    questions: readonly Question[],
    settings: AnswerSettings,
    events: AnswerEvents,
    signal?: AbortSignal,
  ): Promise<void> {
    const prompts = await this.render(
      questions.map(({ asked }) => asked),
      settings.templateVariables,
    );
    const encoded = questions.flatMap(({ id, seed, begun, asked }, index): EncodedQuestion[] => {
      const text = prompts[index] ?? '';
      if (text instanceof GuardrailError) {
        events.onMissing(id, text.message);
        return [];
      }
      const prompt = { text, ids: this.model.tokenizer.encode(text) };
      const prefilled = 'messages' in asked && asked.prefill !== undefined;
      return [
        { id, seed, prompt, ...(begun === undefined ? {} : { begun }), ...(prefilled ? { prefilled } : {}) },
      ];
    });
    await this.answerEncoded(encoded, settings, events, signal);
  }

  /**
   * As `answer`, for prompts that were rendered and encoded before.
   * @throws GuardrailError checkpointCorrupt also where a generation_config.json that is asked for cannot be applied.
   */
  async answerEncoded(
    questions: readonly EncodedQuestion[],
    settings: Omit<AnswerSettings, 'templateVariables'>,
    events: LocalAnswerEvents,
    signal?: AbortSignal,
  ): Promise<void> {
    const { contextLength } = this.model.config;
    const fitting = questions.filter(({ id, prompt }) => {
      if (prompt.ids.length < contextLength) return true;
      events.onMissing(id, beyondContext(prompt.ids.length, contextLength));
      return false;
    });
    if (fitting.length === 0) return;
    const { rules, ...own } = effectiveSettings(settings, this.model.generationDefaults ?? {});
    const processors = logitRuleProcessors(rules, this.model.tokenizer);
    const byId = new Map(fitting.map((question) => [question.id, question]));
    await this.use(
      (generator) =>
        generator.generate(
          fitting.map(({ id, prompt, seed, begun }) => ({
            ...{ id, promptIds: prompt.ids, seed },
            // A fixed batch computes each token in the same shapes: the answer is made anew.
            ...(begun === undefined || settings.fixedBatch ? {} : { begun }),
          })),
          { ...settings, ...own },
          {
            onRow: (id, generated) => {
              const { tokenizer } = this.model;
              const question = byId.get(id);
              const whole =
                question?.prefilled === true ? withSpace(tokenizer, question.prompt, generated) : generated;
              events.onAnswer(
                id,
                localAnswer(question?.prompt.text ?? '', whole, tokenizer.reasoningMarks ?? []),
              );
            },
            onProgress: (progress) => events.onProgress?.(progress),
          },
          signal,
        ),
      signal,
      processors,
    );
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }

  /** `processors`: before those of the hooks, as transformers applies them before its caller's. */
  private use<T>(
    work: (generator: Generator) => Promise<T>,
    signal?: AbortSignal,
    processors: readonly LogitsProcessor[] = [],
  ): Promise<T> {
    const hooks = processors.length === 0 ? this.hooks : joined({ logits: processors }, this.hooks ?? {});
    return this.model.use((generator) => {
      generator.useHooks(hooks);
      return work(generator);
    }, signal);
  }

  /**
   * Texts in the order of `asked`; where the template fails for some chats alone, an error in their place.
   * @throws GuardrailError templateInvalid where it fails for every chat.
   */
  private async render(
    asked: readonly Asked[],
    variables: AnswerSettings['templateVariables'],
  ): Promise<(string | GuardrailError)[]> {
    const chats = asked.flatMap((one) => ('messages' in one ? [one.messages] : []));
    const rendered = await renderEach(this.model.tokenizer, chats, variables);
    let next = 0;
    return asked.map((one) => {
      if ('prompt' in one) return one.prompt;
      const text = rendered[next++] ?? '';
      return typeof text === 'string' ? `${text}${one.prefill ?? ''}` : text;
    });
  }
}

type Chat = readonly ChatMessage[];
type Variables = AnswerSettings['templateVariables'];

/** All at once; a chat for which the template fails costs its own answer only. */
async function renderEach(
  tokenizer: ChatTokenizer,
  chats: readonly Chat[],
  variables: Variables,
): Promise<(string | GuardrailError)[]> {
  try {
    return await tokenizer.renderChats(chats, variables);
  } catch (error) {
    if (!isTemplateFailure(error) || chats.length === 1) throw error;
    // A template that fails for the first and the last chat fails for every one as a rule.
    const ends = [...chats.slice(0, 1), ...chats.slice(-1)];
    const alone = await Promise.all(ends.map((chat) => renderByHalves(tokenizer, [chat], variables)));
    if (alone.flat().every(isTemplateFailure)) throw error;
    return renderByHalves(tokenizer, chats, variables);
  }
}

async function renderByHalves(
  tokenizer: ChatTokenizer,
  chats: readonly Chat[],
  variables: Variables,
): Promise<(string | GuardrailError)[]> {
  try {
    return await tokenizer.renderChats(chats, variables);
  } catch (error) {
    if (!isTemplateFailure(error)) throw error;
    if (chats.length === 1) return [error];
    const middle = Math.ceil(chats.length / 2);
    return [
      ...(await renderByHalves(tokenizer, chats.slice(0, middle), variables)),
      ...(await renderByHalves(tokenizer, chats.slice(middle), variables)),
    ];
  }
}

function isTemplateFailure(error: unknown): error is GuardrailError {
  return error instanceof GuardrailError && error.code === 'templateInvalid';
}

/** Tokenizers whose words carry the space before them leave it out where a text begins. */
function withSpace(
  tokenizer: Pick<ChatTokenizer, 'decode'>,
  { ids }: EncodedPrompt,
  generated: Generated,
): Generated {
  const [before, first] = [ids.slice(-1), generated.tokenIds.slice(0, 1)];
  const alone = tokenizer.decode(before);
  const together = tokenizer.decode([...before, ...first]);
  const space = together.startsWith(alone) ? (/^\s*/u.exec(together.slice(alone.length))?.[0] ?? '') : '';
  return generated.text.startsWith(space) ? generated : { ...generated, text: `${space}${generated.text}` };
}

function localAnswer(prompt: string, generated: Generated, marks: readonly ReasoningMarks[]): LocalAnswer {
  const { text, finishReason, tokenIds, logprobs, promptTokens, milliseconds } = generated;
  return {
    prompt,
    ...splitAnswer({ prompt, text, reasoning: null, marks }),
    finishReason,
    tokenIds,
    logprobs,
    usage: { promptTokens, completionTokens: tokenIds.length },
    milliseconds,
  };
}

function beyondContext(length: number, contextLength: number): string {
  return `The prompt has ${length} tokens; the model's context holds ${contextLength}, and the answer needs at least one.`;
}

function joined(before: StepHooks | null, added: StepHooks): StepHooks {
  if (before === null) return added;
  return {
    logits: [...(before.logits ?? []), ...(added.logits ?? [])],
    stop: [...(before.stop ?? []), ...(added.stop ?? [])],
    edits: [...(before.edits ?? []), ...(added.edits ?? [])],
    experts: [...(before.experts ?? []), ...(added.experts ?? [])],
    corrections: [...(before.corrections ?? []), ...(added.corrections ?? [])],
    readers: [...(before.readers ?? []), ...(added.readers ?? [])],
  };
}
