// The tokenizer that a GGUF file's metadata describes, as the tokenizer.json that the shared tokenizer code reads.
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../checkpoint';
import { createChatTokenizer } from '../tokenizer/chatTokenizer';
import type { GgufMetadata } from './ggufMetadata';
import { preTokenizerByName } from './preTokenizers';
import { mergesFromScores } from './scoreMerges';

/** `enum llama_token_type` of llama.h. */
const tokenTypes = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** Longer tokens would make splitting them into merges slow; real ones have at most a few hundred characters. */
const maxTokenLength = 4096;

/**
 * Tokens that end a turn. A GGUF file names one end token, where the model's generation_config.json has several;
 * those of the others that its chat template writes end a response too.
 */
const turnEnds = ['<|im_end|>', '<|eot_id|>', '<|eom_id|>', '<|end|>', '<end_of_turn>', '<|endoftext|>'];

interface Vocabulary {
  readonly tokens: readonly string[];
  /** One of `tokenTypes` each. */
  readonly types: readonly number[];
}

/**
 * @param vocabSize rows of the embedding matrix: no token may be beyond it
 * @throws GuardrailError tokenizerInvalid for a kind of tokenizer that is not known, or one that contradicts itself;
 * templateInvalid for an oversized template
 */
export function ggufTokenizer(metadata: GgufMetadata, vocabSize: number): ChatTokenizer {
  const vocabulary = readVocabulary(metadata, vocabSize);
  const kind = metadata.string('tokenizer.ggml.model');
  const json =
    kind === 'gpt2'
      ? byteLevelTokenizer(metadata, vocabulary)
      : kind === 'llama'
        ? sentencePieceTokenizer(metadata, vocabulary)
        : null;
  if (json === null) {
    throw new GuardrailError(
      'tokenizerInvalid',
      `The GGUF file's tokenizer is of the kind “${kind?.slice(0, 100) ?? 'none'}” (tokenizer.ggml.model), which is not known.`,
      'Supported are gpt2 (byte-level BPE) and llama (SentencePiece BPE). Use the Hugging Face folder of this model.',
    );
  }
  const chatTemplate = metadata.string('tokenizer.chat_template') ?? null;
  return createChatTokenizer({
    tokenizerJson: { version: '1.0', ...json, added_tokens: addedTokens(vocabulary) },
    tokenizerConfig: {
      ...specialToken(metadata, vocabulary, 'bos_token', 'bos_token_id'),
      ...specialToken(metadata, vocabulary, 'eos_token', 'eos_token_id'),
      ...specialToken(metadata, vocabulary, 'unk_token', 'unknown_token_id'),
      ...specialToken(metadata, vocabulary, 'pad_token', 'padding_token_id'),
      clean_up_tokenization_spaces: false,
    },
    chatTemplate,
    extraEosTokenIds: endTokenIds(metadata, vocabulary, chatTemplate ?? ''),
  });
}

function readVocabulary(metadata: GgufMetadata, vocabSize: number): Vocabulary {
  const tokens = metadata.strings('tokenizer.ggml.tokens');
  if (tokens === undefined || tokens.length === 0) throw invalid('has no vocabulary (tokenizer.ggml.tokens)');
  if (tokens.length > vocabSize) {
    throw invalid(`has ${tokens.length} tokens, and the model only ${vocabSize} embeddings`);
  }
  if (tokens.some((token) => token.length > maxTokenLength)) {
    throw invalid(`has a token of more than ${maxTokenLength} characters`);
  }
  const types = metadata.numbers('tokenizer.ggml.token_type') ?? tokens.map(() => tokenTypes.normal);
  if (types.length !== tokens.length) {
    throw invalid(`has ${tokens.length} tokens and ${types.length} token types`);
  }
  return { tokens, types };
}

function byteLevelTokenizer(metadata: GgufMetadata, vocabulary: Vocabulary): object {
  const { normalizer, preTokenizer, ignoreMerges } = preTokenizerByName(
    metadata.string('tokenizer.ggml.pre'),
  );
  const merges = metadata.strings('tokenizer.ggml.merges');
  if (merges === undefined) throw invalid('has no merges (tokenizer.ggml.merges)');
  for (const merge of merges) {
    const space = merge.indexOf(' ');
    if (space < 1 || space === merge.length - 1 || merge.includes(' ', space + 1)) {
      throw invalid(`has a merge that is no pair: “${merge.slice(0, 50)}”`);
    }
  }
  return {
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(usedTokens(vocabulary)),
      merges,
      ignore_merges: ignoreMerges,
    },
  };
}

/** As Llama 2's tokenizer.json: a space is ▁, one is put before the text, unknown characters become bytes. */
function sentencePieceTokenizer(metadata: GgufMetadata, vocabulary: Vocabulary): object {
  const scores = metadata.numbers('tokenizer.ggml.scores');
  if (scores?.length !== vocabulary.tokens.length) {
    throw invalid('has no score for each token (tokenizer.ggml.scores)');
  }
  if (scores.some((score) => !Number.isFinite(score))) throw invalid('has scores that are no numbers');
  const used = usedTokens(vocabulary);
  const pieces = new Map(
    [...used].filter(([, id]) => {
      const type = vocabulary.types[id];
      return type === tokenTypes.normal || type === tokenTypes.userDefined;
    }),
  );
  const prefix = metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true;
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  const unknown = vocabulary.types.indexOf(tokenTypes.unknown);
  return {
    normalizer: {
      type: 'Sequence',
      normalizers: prefix ? [{ type: 'Prepend', prepend: '▁' }, spaces] : [spaces],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: 'BPE',
      unk_token: vocabulary.tokens[unknown] ?? null,
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(used),
      merges: mergesFromScores(pieces, scores),
    },
  };
}

/** Ids by text; of two tokens with the same text the later counts, as in llama.cpp. */
function usedTokens({ tokens, types }: Vocabulary): Map<string, number> {
  const used = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (types[id] !== tokenTypes.unused) used.set(token, id);
  }
  return used;
}

/** Tokens that are found in the text before anything else: control tokens, and user-defined ones such as <think>. */
function addedTokens({ tokens, types }: Vocabulary): object[] {
  return tokens.flatMap((content, id) => {
    const type = types[id];
    const special = type === tokenTypes.control || type === tokenTypes.unknown;
    if ((!special && type !== tokenTypes.userDefined) || content === '') return [];
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });
}

function specialToken(
  metadata: GgufMetadata,
  { tokens }: Vocabulary,
  name: string,
  key: string,
): Record<string, string> {
  const id = metadata.count(`tokenizer.ggml.${key}`);
  if (id === undefined) return {};
  const token = tokens[id];
  if (token === undefined) throw invalid(`states ${key} ${id}, and has ${tokens.length} tokens`);
  return { [name]: token };
}

function endTokenIds(metadata: GgufMetadata, { tokens, types }: Vocabulary, template: string): number[] {
  const ids = ['eos_token_id', 'eot_token_id', 'eom_token_id']
    .map((key) => metadata.count(`tokenizer.ggml.${key}`))
    .filter((id) => id !== undefined && id < tokens.length);
  const ends = turnEnds
    .filter((text) => template.includes(text))
    .map((text) => tokens.indexOf(text))
    .filter((id) => types[id] === tokenTypes.control);
  return [...new Set([...ids, ...ends])].filter((id) => id !== undefined);
}

function invalid(what: string): GuardrailError {
  return new GuardrailError(
    'tokenizerInvalid',
    `The GGUF file's tokenizer ${what}.`,
    'Download or convert the file again, or use the Hugging Face folder of this model.',
  );
}
