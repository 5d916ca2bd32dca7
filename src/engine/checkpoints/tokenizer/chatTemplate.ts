// A chat template with the special tokens that it writes: chats in, prompts out. Knows no vocabulary and reads no file.
import { createHash } from 'node:crypto';
import type { ChatMessage } from '../../../protocol/generation';
import type { TemplateVariables } from '../../../protocol/templateVariables';
import { maxTemplateLength, runTemplate, templateInvalid } from './templateRunner';

export interface ChatTemplate {
  /** Hex SHA-256 of the template's text. */
  readonly hash: string;
  /** The beginning-of-text token, whether or not the template writes it; null: none is known. */
  readonly bos: string | null;
  /**
   * Renders conversations with a generation prompt (unless `variables` has add_generation_prompt: false), under a time and
   * memory limit.
   * @throws GuardrailError templateInvalid where the template fails, loops, or is too large
   */
  render(chats: readonly (readonly ChatMessage[])[], variables?: TemplateVariables): Promise<string[]>;
}

/** The variables that templates see, under Python's names. */
export type SpecialTokens = Readonly<Record<string, string | string[]>>;

const specialTokenKeys = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

/** @throws GuardrailError templateInvalid for an oversized template */
export function createChatTemplate(text: string, specialTokens: SpecialTokens): ChatTemplate {
  if (text.length > maxTemplateLength) {
    throw templateInvalid(
      `The chat template has ${text.length} characters; at most ${maxTemplateLength} are read.`,
    );
  }
  const { bos_token: bos } = specialTokens;
  return {
    bos: typeof bos === 'string' && bos !== '' ? bos : null,
    hash: createHash('sha256').update(text).digest('hex'),
    async render(chats, variables = {}) {
      if (chats.length === 0) return [];
      return runTemplate({
        template: text,
        chats,
        // What transformers' apply_chat_template passes.
        variables: {
          tools: null,
          documents: null,
          ...specialTokens,
          add_generation_prompt: true,
          ...variables,
        },
      });
    },
  };
}

/** The special tokens that a tokenizer_config.json names. */
export function specialTokensOf(config: ReadonlyMap<string, unknown>): SpecialTokens {
  const tokens: Record<string, string | string[]> = {};
  for (const key of specialTokenKeys) {
    const text = tokenText(config.get(key));
    if (text !== null) tokens[key] = text;
  }
  const additional = config.get('additional_special_tokens');
  if (Array.isArray(additional)) {
    const texts = additional.map(tokenText).filter((text) => text !== null);
    if (texts.length > 0) tokens['additional_special_tokens'] = texts;
  }
  return tokens;
}

/** A token as text, whether written as a string or as an AddedToken object. */
function tokenText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (
    typeof value === 'object' &&
    value !== null &&
    'content' in value &&
    typeof value.content === 'string'
  ) {
    return value.content;
  }
  return null;
}
