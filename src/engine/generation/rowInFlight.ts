// One row while it is being generated: its tokens so far and its random numbers, put together with the parts that choose
// its next token and end it.
import { GuardrailError } from '../../protocol/errors';
import type { Random } from '../../safety/random';
import { seededRandom } from '../../safety/random';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { Generated, GeneratedToken, GenerationRow, RowSettings } from './generator';
import type { LogitsProcessor, StepContext, StepHooks } from './hooks';
import { likeliest } from './likeliest';
import { sampledChoice } from './sampler';
import type { EndingRule } from './stopping';
import { atEndToken, atHook, atLimit, atStopString, firstEnding } from './stopping';

export interface RowSurroundings {
  /** The row's own, where it has some. */
  readonly settings: RowSettings;
  readonly tokenizer: Pick<ChatTokenizer, 'decode' | 'eosTokenIds'>;
  readonly contextLength: number;
  readonly hooks: StepHooks;
}

export class RowInFlight {
  readonly context: StepContext;
  /** Whether the graph's own choice, the likeliest token, is not enough. */
  readonly needsLogits: boolean;
  private readonly tokens: number[] = [];
  private readonly logprobs: number[] = [];
  private readonly random: Random;
  private readonly settings: RowSettings;
  private readonly processors: readonly LogitsProcessor[];
  private readonly ending: EndingRule;
  private readonly started = performance.now();
  private readonly limit: number;

  constructor(
    readonly row: GenerationRow,
    { settings, tokenizer, contextLength, hooks }: RowSurroundings,
  ) {
    const decode = (ids: readonly number[]): string => tokenizer.decode(ids);
    this.context = { id: row.id, promptIds: row.promptIds, tokenIds: this.tokens };
    this.random = seededRandom(row.seed);
    const begun = row.begun ?? { tokenIds: [], logprobs: [] };
    this.tokens.push(...begun.tokenIds);
    this.logprobs.push(...begun.logprobs);
    // Each token takes one number of its row's stream.
    for (let taken = 0; taken < begun.tokenIds.length; taken++) this.random();
    this.settings = settings;
    this.processors = hooks.logits ?? [];
    this.limit = Math.min(settings.maxNewTokens, contextLength - row.promptIds.length);
    this.ending = firstEnding([
      atEndToken(tokenizer.eosTokenIds, decode),
      atStopString(settings.stop, decode),
      atHook(hooks.stop ?? [], this.context, decode),
      atLimit(this.limit, decode),
    ]);
    this.needsLogits = settings.temperature > 0 || this.processors.length > 0 || (row.topLogprobs ?? 0) > 0;
  }

  /** The token to feed next. */
  get lastToken(): number {
    return this.tokens.at(-1) ?? 0;
  }

  /** Most tokens that this row may still grow to, prompt included. */
  get finalLength(): number {
    return this.row.promptIds.length + this.limit;
  }

  /** @param logits [vocabulary], left as they are */
  choose(logits: Float32Array): GeneratedToken {
    const processed = this.processed(logits);
    const { token, logprob } = sampledChoice(processed, this.settings, this.random());
    const normaliser = (processed[token] ?? 0) - logprob;
    return { id: token, logprob, top: likeliest(processed, this.row.topLogprobs ?? 0, normaliser) };
  }

  /** Takes the next token; returns the response where the row ends with it. */
  take(token: GeneratedToken): Generated | null {
    this.tokens.push(token.id);
    this.logprobs.push(token.logprob);
    const ending = this.ending(this.tokens);
    if (ending === null) return null;
    const { text, tokens, finishReason } = ending;
    return {
      text,
      tokenIds: this.tokens.slice(0, tokens),
      logprobs: this.logprobs.slice(0, tokens),
      finishReason,
      promptTokens: this.row.promptIds.length,
      milliseconds: performance.now() - this.started,
    };
  }

  private processed(logits: Float32Array): Float32Array {
    if (this.processors.length === 0) return logits;
    // Rows of one prompt read the same logits.
    const own = logits.slice();
    for (const process of this.processors) process(this.context, own);
    if (own.some((value) => value !== -Infinity)) return own;
    throw new GuardrailError(
      'invalidRequest',
      'A logits processor forbids every token.',
      'Let it leave at least one token to choose.',
    );
  }
}
