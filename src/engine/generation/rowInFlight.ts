// One row while it is being generated: its tokens so far, its random numbers, and when it ends.
import type { FinishReason } from '../../protocol/generation';
import type { Random } from '../../safety/random';
import { seededRandom } from '../../safety/random';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { Generated, GenerationRow, RowSettings } from './generator';
import type { Choice } from './sampler';
import { sampledChoice } from './sampler';
import { StopWatcher } from './stopStrings';

export class RowInFlight {
  readonly #tokens: number[] = [];
  readonly #logprobs: number[] = [];
  readonly #random: Random;
  readonly #watcher: StopWatcher;
  readonly #started = performance.now();
  readonly #limit: number;

  constructor(
    readonly row: GenerationRow,
    private readonly settings: RowSettings,
    private readonly tokenizer: Pick<ChatTokenizer, 'decode' | 'eosTokenIds'>,
    contextLength: number,
  ) {
    this.#random = seededRandom(row.seed);
    this.#watcher = new StopWatcher((ids) => tokenizer.decode(ids), settings.stop);
    this.#limit = Math.min(settings.maxNewTokens, contextLength - row.promptIds.length);
  }

  /** The token to feed next. */
  get lastToken(): number {
    return this.#tokens.at(-1) ?? 0;
  }

  /** Most tokens that this row may still grow to, prompt included. */
  get finalLength(): number {
    return this.row.promptIds.length + this.#limit;
  }

  choose(logits: Float32Array): Choice {
    return sampledChoice(logits, this.settings, this.#random());
  }

  /** Takes the next token; returns the response where the row ends with it. */
  take(choice: Choice): Generated | null {
    this.#tokens.push(choice.token);
    this.#logprobs.push(choice.logprob);
    if (this.tokenizer.eosTokenIds.includes(choice.token)) {
      return this.#generated('stop', this.tokenizer.decode(this.#tokens.slice(0, -1)), this.#tokens.length);
    }
    const hit = this.#watcher.check(this.#tokens);
    if (hit !== null) return this.#generated('stopString', hit.text, hit.tokens);
    if (this.#tokens.length >= this.#limit) {
      return this.#generated('length', this.tokenizer.decode(this.#tokens), this.#tokens.length);
    }
    return null;
  }

  #generated(finishReason: FinishReason, text: string, tokens: number): Generated {
    return {
      text,
      tokenIds: this.#tokens.slice(0, tokens),
      logprobs: this.#logprobs.slice(0, tokens),
      finishReason,
      promptTokens: this.row.promptIds.length,
      milliseconds: performance.now() - this.#started,
    };
  }
}
