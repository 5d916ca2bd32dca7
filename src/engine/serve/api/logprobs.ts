// Log-probabilities in the three forms that clients read: chat, raw completions, and vLLM's of prompts.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { TokenLogprob } from '../../generation/generator';

type Words = Pick<ChatTokenizer, 'tokenText'>;

/** A token, its natural-log probability (null: there is none, it stands first) and the likeliest tokens in its place. */
export interface LoggedToken {
  readonly id: number;
  readonly logprob: number | null;
  readonly top: readonly TokenLogprob[];
}

/** Stands for bytes that are no character. */
const unreadable = '\uFFFD';

/** JSON has no infinity; OpenAI's value for a token that cannot be. */
const leastLogprob = -9999;

function written(logprob: number): number {
  return Math.max(leastLogprob, logprob);
}

/**
 * A token's text; vLLM's `token_id:<id>` for one that holds a part of a character, since many of these would share one
 * unreadable text.
 */
function nameOf(id: number, words: Words): string {
  const text = words.tokenText(id);
  return text.includes(unreadable) ? `token_id:${id}` : text;
}

export interface CompletionLogprobs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly (number | null)[];
  readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[];
  /** In characters of the choice's text. */
  readonly text_offset: readonly number[];
}

/** @param offsets of each token */
export function completionLogprobs(
  tokens: readonly LoggedToken[],
  offsets: readonly number[],
  words: Words,
): CompletionLogprobs {
  return {
    tokens: tokens.map(({ id }) => nameOf(id, words)),
    token_logprobs: tokens.map(({ logprob }) => (logprob === null ? null : written(logprob))),
    top_logprobs: tokens.map((token) => alternatives(token, words)),
    text_offset: offsets,
  };
}

/** By name, the token itself included; of tokens with one name the likeliest. null for the first token of a prompt. */
function alternatives(token: LoggedToken, words: Words): Readonly<Record<string, number>> | null {
  if (token.logprob === null) return null;
  const byName = new Map<string, number>();
  for (const { id, logprob } of [...token.top, { id: token.id, logprob: token.logprob }]) {
    const name = nameOf(id, words);
    byName.set(name, Math.max(byName.get(name) ?? -Infinity, written(logprob)));
  }
  return Object.fromEntries(byName);
}

export function chatLogprobs(tokens: readonly LoggedToken[], words: Words): object {
  return {
    content: tokens.map(({ id, logprob, top }) => ({
      ...chatToken({ id, logprob: logprob ?? leastLogprob }, words),
      top_logprobs: top.map((other) => chatToken(other, words)),
    })),
    refusal: null,
  };
}

function chatToken({ id, logprob }: TokenLogprob, words: Words): object {
  const token = words.tokenText(id);
  // A token that holds a part of a character has no text to take the bytes from.
  const bytes = token.includes(unreadable) ? null : [...Buffer.from(token, 'utf8')];
  return { token, logprob: written(logprob), bytes };
}

/** vLLM's `prompt_logprobs`: null for the first token, then token id → what it is; the token itself comes first. */
export function promptLogprobs(
  tokens: readonly LoggedToken[],
  count: number,
  words: Words,
): readonly (object | null)[] {
  return tokens.map(({ id, logprob, top }) => {
    if (logprob === null) return null;
    const entries = new Map<number, object>();
    const add = (other: TokenLogprob): void => {
      const place = top.findIndex((one) => one.id === other.id);
      entries.set(other.id, {
        logprob: written(other.logprob),
        // Known only where the token is among the likeliest.
        rank: place < 0 ? null : place + 1,
        decoded_token: words.tokenText(other.id),
      });
    };
    add({ id, logprob });
    top.slice(0, count).forEach(add);
    return Object.fromEntries(entries);
  });
}
