// How text is cut into words before BPE merges, by the name that GGUF files give it (tokenizer.ggml.pre). The expressions
// are those of llama.cpp (llama-vocab.cpp), in the form that a tokenizer.json has; byte-level encoding follows each.
import { GuardrailError } from '../../../protocol/errors';

export interface PreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  /** A word that is in the vocabulary as a whole is not put together from merges. */
  readonly ignoreMerges: boolean;
}

const gpt2Words = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const contractions = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const afterNumbers = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const llama3Words = String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|${afterNumbers}`;
const qwen2Words = String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|${afterNumbers}`;

const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const tekkenWords = String.raw`[^\r\n\p{L}\p{N}]?${upper}*${lower}+|[^\r\n\p{L}\p{N}]?${upper}+${lower}*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

function byteLevel(
  expressions: readonly string[],
  ignoreMerges = false,
  normalizer: object | null = null,
): PreTokenizer {
  return {
    normalizer,
    preTokenizer: {
      type: 'Sequence',
      pretokenizers: [
        ...expressions.map((expression) => ({
          type: 'Split',
          pattern: { Regex: expression },
          behavior: 'Isolated',
          invert: false,
        })),
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    ignoreMerges,
  };
}

const gpt2 = byteLevel([gpt2Words]);
/** Every digit by itself, then GPT-2's words. */
const singleDigits = byteLevel([String.raw`\p{N}`, gpt2Words]);
const llama3 = byteLevel([llama3Words], true);
/** Qwen's own tokenizer.json normalises to NFC before. */
const qwen2 = byteLevel([qwen2Words], false, { type: 'NFC' });
/** DeepSeek's distilled Qwen models: the same words without normalisation. */
const qwen2Plain = byteLevel([qwen2Words]);
const fallback = byteLevel([String.raw`[\p{P}$+<=>^~|]+`, gpt2Words, String.raw`\p{N}+`, '[0-9][0-9][0-9]']);

const byName: ReadonlyMap<string, PreTokenizer> = new Map([
  ['default', fallback],
  ['gpt-2', gpt2],
  ['phi-2', gpt2],
  ['mpt', gpt2],
  ['olmo', gpt2],
  ['smollm', singleDigits],
  ['starcoder', singleDigits],
  ['refact', singleDigits],
  ['command-r', singleDigits],
  ['llama3', llama3],
  ['llama-v3', llama3],
  ['llama-bpe', llama3],
  ['smaug-bpe', byteLevel([llama3Words])],
  ['qwen2', qwen2],
  ['deepseek-r1-qwen', qwen2Plain],
  ['tekken', byteLevel([tekkenWords], true)],
]);

/**
 * @param name `tokenizer.ggml.pre`; undefined where the file has none
 * @throws GuardrailError tokenizerInvalid for a name that is not known here: a guess would give other tokens
 */
export function preTokenizerByName(name: string | undefined): PreTokenizer {
  const found = name === undefined ? undefined : byName.get(name);
  if (found !== undefined) return found;
  throw new GuardrailError(
    'tokenizerInvalid',
    name === undefined
      ? 'The GGUF file does not say how its tokenizer cuts text into words (tokenizer.ggml.pre is missing).'
      : `The GGUF file's tokenizer cuts text into words by “${name.slice(0, 100)}” (tokenizer.ggml.pre), which is not known.`,
    `Convert the model again with a current llama.cpp, or use its Hugging Face folder. Known: ${[...byName.keys()].join(', ')}.`,
  );
}
