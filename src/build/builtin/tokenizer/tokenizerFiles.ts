// tokenizer.json, tokenizer_config.json and the chat template of the built-in model.
import { byteLetters, byteLevelPieces } from './byteLevel';
import { trainBpe } from './trainBpe';

/** In the order of their ids. */
export const specialTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'] as const;
export const endOfTurn = '<|im_end|>';
export const padding = '<|endoftext|>';

/** ChatML, which most small chat models speak. */
export const chatTemplate =
  "{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}";

/** tokenizer.json with `vocabSize` tokens (fewer where the texts have no more to merge), learned from the texts. */
export function trainTokenizer(texts: Iterable<string>, vocabSize: number): object {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of byteLevelPieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const merges = trainBpe(counts, vocabSize - specialTokens.length - byteLetters.length);
  const words = new Set([...specialTokens, ...byteLetters, ...merges.map(([left, right]) => left + right)]);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...words].map((word, id) => [word, id])),
      merges,
    },
  };
}

export function tokenizerConfig(contextLength: number): object {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: padding,
    eos_token: endOfTurn,
    pad_token: padding,
    unk_token: null,
    add_bos_token: false,
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    model_max_length: contextLength,
    chat_template: chatTemplate,
  };
}
