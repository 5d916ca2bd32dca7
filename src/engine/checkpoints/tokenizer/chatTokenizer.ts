// Text to ids and back, and the chat template, from the JSON a checkpoint carries. Reads no file and has no network code:
// @huggingface/tokenizers is the part of @huggingface/transformers that tokenizes, without its loader and its runtime.
import { Tokenizer } from '@huggingface/tokenizers';
import { GuardrailError } from '../../../protocol/errors';
import { findMarks, keptTokens, marksOfCheckpoint } from '../../../safety/judges/reasoningMarks';
import type { ChatTokenizer } from '../checkpoint';
import { createChatTemplate, specialTokensOf } from './chatTemplate';
import { checkTokenizer } from './checkTokenizer';
import { hashTokenizer } from './hashTokenizer';
import { takeSingleWords, type TextPart } from './singleWords';
import { OutOfTime, withinTime } from './withinTime';

export interface TokenizerSource {
  /** tokenizer.json. */
  readonly tokenizerJson: object;
  /** tokenizer_config.json; `{}` where there is none. */
  readonly tokenizerConfig: object;
  /** null: the checkpoint has none. */
  readonly chatTemplate: string | null;
  /** From generation_config.json and config.json. */
  readonly extraEosTokenIds: readonly number[];
  /** Milliseconds for a short text. */
  readonly timeLimitMs?: number;
}

/**
 * A tokenizer from in-memory JSON.
 * @throws GuardrailError tokenizerInvalid where the JSON is not a tokenizer that is known here, templateInvalid for an
 * oversized template.
 */
export function createChatTokenizer(source: TokenizerSource): ChatTokenizer {
  const config = new Map<string, unknown>(Object.entries(source.tokenizerConfig));
  const { tokenizer, encodePart, split } = parseTokenizer(source);
  const patterns = hasPattern(source.tokenizerJson);
  const limited = <T>(length: number, work: () => T): T =>
    withinLimit(source.timeLimitMs ?? defaultTimeLimitMs, length, work);
  const specialTokens = specialTokensOf(config);
  const template =
    source.chatTemplate === null ? null : createChatTemplate(source.chatTemplate, specialTokens);
  const specialIds = new Set<number>();
  const addedTokens = [...tokenizer.get_added_tokens_decoder()];
  for (const [id, token] of addedTokens) if (token.special) specialIds.add(id);
  for (const text of Object.values(specialTokens).flat()) {
    const id = tokenizer.token_to_id(text);
    if (id !== undefined) specialIds.add(id);
  }
  const written = addedTokens.map(([, token]) => token.content);
  const reasoningMarks = marksOfCheckpoint(written, source.chatTemplate);
  const kept = new Set(keptTokens(written, reasoningMarks));
  // Special or not, a text without them cannot be told apart into reasoning and answer.
  for (const [id, token] of addedTokens) if (kept.has(token.content)) specialIds.delete(id);
  const eosTokenIds = new Set(source.extraEosTokenIds);
  const ownEos = tokenizer.token_to_id(specialTokens['eos_token']?.toString() ?? '');
  if (ownEos !== undefined) eosTokenIds.add(ownEos);
  // As in Python since 4.45: off unless the checkpoint asks for it.
  const cleanUp = config.get('clean_up_tokenization_spaces') === true;
  let hash: string | null = null;

  const decode = (ids: readonly number[]): string => {
    // Models have more rows than the tokenizer has words (padding to a multiple of 64): those ids have no text.
    const words = ids.filter((id) => !specialIds.has(id) && tokenizer.id_to_token(id) !== undefined);
    if (words.length === 0) return '';
    const text = (): string =>
      tokenizer.decode(words, { skip_special_tokens: false, clean_up_tokenization_spaces: cleanUp });
    return readable(() => (patterns.decoder ? limited(words.length, text) : text()));
  };

  return {
    eosTokenIds: [...eosTokenIds].sort((x, y) => x - y),
    get hash() {
      return (hash ??= hashTokenizer(source.tokenizerJson, source.tokenizerConfig));
    },
    templateHash: template?.hash ?? null,
    reasoningMarks,
    templateNamesReasoning: findMarks(source.chatTemplate ?? '', reasoningMarks).some(({ sure }) => sure),
    encode(text) {
      if (text === '') return [];
      const encoded = (): number[] =>
        split(text).flatMap((part) => (typeof part === 'number' ? part : encodePart(part)));
      return readable(() => (patterns.encoder ? limited(text.length, encoded) : encoded()));
    },
    decode,
    tokenText: (id) => (specialIds.has(id) ? (tokenizer.id_to_token(id) ?? '') : decode([id])),
    async renderChats(chats, variables = {}) {
      if (template === null) {
        throw new GuardrailError(
          'templateInvalid',
          'The checkpoint has no chat template.',
          'Put the chat_template.jinja of the model it was tuned from into its folder.',
        );
      }
      return template.render(chats, variables);
    },
  };
}

/** A busy machine is slow; a pattern that backtracks takes for ever. */
const defaultTimeLimitMs = 20_000;
const timeLimitPerCharacterMs = 0.1;

function withinLimit<T>(timeLimitMs: number, length: number, work: () => T): T {
  const limit = Math.ceil(timeLimitMs + length * timeLimitPerCharacterMs);
  try {
    return withinTime(limit, work);
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    throw new GuardrailError(
      'tokenizerInvalid',
      `The tokenizer did not finish a text of ${length} characters or tokens within ${Math.round(limit / 1000)} seconds.`,
      'One of the regular expressions in tokenizer.json takes for ever on it. Take tokenizer.json from the base checkpoint.',
      { cause: error },
    );
  }
}

/** What the library throws over a part of tokenizer.json that it took on trust. */
function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof GuardrailError ? cause : unreadable(cause);
  }
}

function unreadable(cause: unknown): GuardrailError {
  return new GuardrailError(
    'tokenizerInvalid',
    `The tokenizer cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    'Check tokenizer.json; saving the tokenizer again with transformers (`tokenizer.save_pretrained`) usually mends it.',
    { cause },
  );
}

/** Whether a part has regular expressions of its own, which may take for ever. */
function hasPattern(tokenizerJson: object): { readonly encoder: boolean; readonly decoder: boolean } {
  const json = new Map<string, unknown>(Object.entries(tokenizerJson));
  const within = (part: string): boolean => JSON.stringify(json.get(part) ?? null).includes('"Regex"');
  return { encoder: within('normalizer') || within('pre_tokenizer'), decoder: within('decoder') };
}

interface ParsedTokenizer {
  /** With every token. */
  readonly tokenizer: Tokenizer;
  readonly split: (text: string) => TextPart[];
  readonly encodePart: (text: string) => number[];
}

function parseTokenizer(source: TokenizerSource): ParsedTokenizer {
  const defaults = {
    decoder: null,
    post_processor: null,
    pre_tokenizer: null,
    normalizer: null,
    added_tokens: [],
  };
  const parse = (json: object): Tokenizer => new Tokenizer({ ...defaults, ...json }, source.tokenizerConfig);
  try {
    checkTokenizer(source.tokenizerJson);
    const tokenizer = parse(source.tokenizerJson);
    const words = takeSingleWords(source.tokenizerJson);
    const encoder = words === null ? tokenizer : parse(words.rest);
    return {
      tokenizer,
      split: words?.split ?? ((text) => [text]),
      encodePart(text) {
        // A text that the vocabulary cannot express has holes (no unknown token): they are left out, as in Python.
        const ids: readonly (number | undefined)[] = encoder.encode(text, { add_special_tokens: false }).ids;
        return ids.filter((id) => id !== undefined);
      },
    };
  } catch (cause) {
    throw unreadable(cause);
  }
}
