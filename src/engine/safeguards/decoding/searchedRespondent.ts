// A respondent whose answers are searched for: by a tree, or as the best of several samples, with the same reward model.
import { GuardrailError } from '../../../protocol/errors';
import type { Answer } from '../../../protocol/generation';
import { seededRandom } from '../../../safety/random';
import type { SaffronOptions } from '../../../safety/safeguards/decoding/saffron';
import { throwIfCancelled } from '../../cancellation';
import { firstStop } from '../../generation/stopStrings';
import { TokenTree } from '../../generation/tokenTree';
import type { AnswerSettings, Asked, Question, Respondent } from '../../respondents/respondent';
import { splitAnswer } from '../../respondents/splitAnswer';
import type { LocalSide } from './fittedSafeguard';
import { treeSearch, type Found, type JudgeTexts } from './treeSearch';

export interface RewardModel extends LocalSide {
  /** Of its logits. */
  readonly scale: number;
  /** [vocabulary], added to them. */
  readonly bias: Float32Array;
  /** [vocabulary]: 1 where its training had the token. */
  readonly seen: Float32Array;
}

/** Owns both and disposes of them. */
export function searchedRespondent(
  side: LocalSide,
  rewards: RewardModel,
  options: SaffronOptions,
): Respondent {
  const { respondent } = side;
  return {
    ref: respondent.ref,
    facts: async (signal) => {
      const facts = await respondent.facts(signal);
      return { ...facts, name: `${facts.name}+saffron-1` };
    },
    checkSettings: (settings) => {
      requireOwnSettings(settings);
      respondent.checkSettings(settings);
    },
    answer: async (questions, settings, events, signal) => {
      requireOwnSettings(settings);
      for (const [done, question] of questions.entries()) {
        throwIfCancelled(signal);
        const started = performance.now();
        const prompt = await rendered(side, question.asked, settings);
        if (prompt instanceof GuardrailError) {
          events.onMissing(question.id, prompt.message);
          continue;
        }
        const search = new Search(side, rewards, options, settings, signal);
        const found = await (options.search === 'tree' ? search.tree(prompt) : search.best(question, prompt));
        const answer = { ...search.answerOf(prompt, found), milliseconds: performance.now() - started };
        events.onAnswer(question.id, answer);
        const seconds = answer.milliseconds / 1000;
        events.onProgress?.({
          rowsDone: done + 1,
          tokensPerSecond: (answer.usage?.completionTokens ?? 0) / seconds,
        });
      }
    },
    // What is found depends on all that was not taken.
    score: null,
    local: null,
    dispose: async () => {
      await rewards.respondent.dispose();
      await respondent.dispose();
    },
  };
}

/** One question's; its trees keep what was computed. */
class Search {
  private readonly policy = new TokenTree();
  private readonly rewarded = new TokenTree();
  private sampled = 0;

  constructor(
    private readonly side: LocalSide,
    private readonly rewards: RewardModel,
    private readonly options: SaffronOptions,
    private readonly settings: AnswerSettings,
    private readonly signal: AbortSignal | undefined,
  ) {}

  tree(prompt: string): Promise<Found> {
    const { tokenizer, config } = this.side.local;
    const ids = tokenizer.encode(prompt);
    const judge: JudgeTexts = async (texts) => {
      for (const tree of [this.policy, this.rewarded]) tree.keepOnly(texts.map((text) => text.slice(0, -1)));
      const logits = await this.side.local.grow(this.policy, texts, this.signal);
      const rewards = await this.rewardsBehind(texts);
      return logits.map((row, index) => ({ logits: row, rewards: rewards[index] ?? row }));
    };
    return treeSearch(
      ids,
      {
        budget: this.options.budget,
        topP: this.options.topP,
        temperature: this.settings.temperature,
        maxNewTokens: Math.min(this.settings.maxNewTokens, config.contextLength - ids.length),
        endTokens: tokenizer.eosTokenIds,
      },
      judge,
    );
  }

  /** As many samples as the budget says; of equal ones the first. */
  async best(question: Question, prompt: string): Promise<Found> {
    const { tokenizer } = this.side.local;
    const answers: Answer[] = [];
    await this.side.respondent.answer(
      Array.from({ length: this.options.budget }, (_, id) => ({
        id,
        asked: question.asked,
        seed: id === 0 ? question.seed : Math.floor(seededRandom(question.seed, id)() * 2 ** 32),
        sample: id,
      })),
      { ...this.settings, temperature: this.settings.temperature === 0 ? 1 : this.settings.temperature },
      {
        onAnswer: (id, answer) => {
          answers[id] = answer;
        },
        onMissing: (_, reason) => {
          throw new GuardrailError('invalidRequest', reason, 'Ask it again.');
        },
      },
      this.signal,
    );
    const ids = tokenizer.encode(prompt);
    let best: Found | null = null;
    for (const { tokenIds } of answers) {
      const tokens = tokenIds ?? [];
      this.sampled += tokens.length;
      const last = tokens.at(-1);
      const [row] = await this.rewardsBehind([[...ids, ...tokens.slice(0, -1)]]);
      const reward = last === undefined ? -Infinity : (row?.[last] ?? -Infinity);
      if (best === null || reward > best.reward) {
        best = { tokens, reward, ended: last !== undefined && tokenizer.eosTokenIds.includes(last) };
      }
    }
    if (best === null) throw new RangeError('A budget is at least 1.');
    return best;
  }

  answerOf(prompt: string, { tokens, ended }: Found): Answer {
    const { tokenizer } = this.side.local;
    const whole = tokenizer.decode(tokens);
    const stop = firstStop(whole, this.settings.stop);
    const text = stop < 0 ? whole : whole.slice(0, stop);
    const promptTokens = tokenizer.encode(prompt).length;
    const beyond = (tree: TokenTree): number => Math.max(0, tree.computed - promptTokens);
    return {
      prompt,
      ...splitAnswer({ prompt, text, reasoning: null, marks: tokenizer.reasoningMarks ?? [] }),
      finishReason: stop < 0 ? (ended ? 'stop' : 'length') : 'stopString',
      tokenIds: null,
      logprobs: null,
      // Of the search: what both models computed behind the prompt.
      usage: { promptTokens, completionTokens: this.sampled + beyond(this.policy) + beyond(this.rewarded) },
      milliseconds: 0,
    };
  }

  /** −Infinity at tokens that were never seen. */
  private async rewardsBehind(texts: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const { local, scale, bias, seen } = this.rewards;
    const rows = await local.grow(this.rewarded, texts, this.signal);
    return rows.map((row) =>
      row.map((value, token) => (seen[token] === 1 ? scale * value + (bias[token] ?? 0) : -Infinity)),
    );
  }
}

/** The prompt's text; an error where the template fails for this chat, or it does not fit. */
async function rendered(
  { local }: LocalSide,
  asked: Asked,
  { templateVariables }: AnswerSettings,
): Promise<string | GuardrailError> {
  const { tokenizer, config } = local;
  try {
    const [chat = ''] =
      'prompt' in asked ? [asked.prompt] : await tokenizer.renderChats([asked.messages], templateVariables);
    const text = 'prompt' in asked ? chat : `${chat}${asked.prefill ?? ''}`;
    const { length } = tokenizer.encode(text);
    if (length > 0 && length < config.contextLength) return text;
    return new GuardrailError(
      'invalidRequest',
      `The prompt has ${length} tokens; the model's context holds ${config.contextLength}, and the answer needs at least one.`,
      'Shorten it.',
    );
  } catch (error) {
    if (error instanceof GuardrailError && error.code === 'templateInvalid') return error;
    throw error;
  }
}

/** @throws GuardrailError invalidRequest */
function requireOwnSettings({ generationConfig }: AnswerSettings): void {
  if (generationConfig === undefined) return;
  throw new GuardrailError(
    'invalidRequest',
    'A search draws no tokens as generation_config.json says.',
    'Leave --generation-config out.',
  );
}
