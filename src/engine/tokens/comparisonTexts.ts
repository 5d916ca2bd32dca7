// Prompts and answers of a comparison as token ids, ready to be read by both of its models.
import type { PromptRecord, ResponseRecord } from '../../protocol/comparison';
import type { GenerationSettings } from '../../protocol/generation';
import { toAsk } from '../comparison/toAsk';
import type { Asked, LocalAccess } from '../respondents/respondent';

/** What stands in the file of the answers to one prompt. */
export type StoredAnswers = readonly ResponseRecord[];

/**
 * The prompt as a model is asked it. As it was rendered for an answer in the file where there is one, since a template may
 * write the date; rendered anew else.
 * @throws GuardrailError templateInvalid
 */
export async function promptIds(
  local: Pick<LocalAccess, 'tokenizer'>,
  side: 'base' | 'tuned',
  { prompt, stored, settings }: PromptContext,
): Promise<readonly number[]> {
  const asked = askedOf(side, { prompt, stored, settings });
  if ('prompt' in asked) return local.tokenizer.encode(asked.prompt);
  const [rendered = ''] = await local.tokenizer.renderChats([asked.messages], settings.templateVariables);
  return local.tokenizer.encode(`${rendered}${asked.prefill ?? ''}`);
}

/** The same for a respondent, which renders and encodes by itself. */
export function askedOf(side: 'base' | 'tuned', { prompt, stored, settings }: PromptContext): Asked {
  const known = stored.find((response) => response.side === side)?.renderedPrompt ?? null;
  return known === null ? toAsk(prompt, settings.systemPrompt) : { prompt: known };
}

export interface PromptContext {
  readonly prompt: PromptRecord;
  readonly stored: StoredAnswers;
  readonly settings: Pick<GenerationSettings, 'systemPrompt' | 'templateVariables'>;
}

/** As they were generated, the end token included; encoded anew where only the text is known. */
export function answerIds(
  local: Pick<LocalAccess, 'tokenizer'>,
  response: Pick<ResponseRecord, 'tokenIds' | 'text'>,
): readonly number[] {
  return response.tokenIds ?? local.tokenizer.encode(response.text);
}

/**
 * Whether the two models' distributions are over the same tokens. null: they are; else why not, in words.
 * Equal tokenizers by hash; where hashes differ (added words, another normaliser), by the ids that both give these texts.
 */
export function vocabularyGap(
  base: Pick<LocalAccess, 'config' | 'tokenizer'>,
  tuned: Pick<LocalAccess, 'config' | 'tokenizer'>,
  texts: readonly string[],
): string | null {
  const [left, right] = [base.config.vocabSize, tuned.config.vocabSize];
  if (left !== right) {
    return `The vocabularies differ in size (base ${left}, tuned ${right}), so there is no KL over them.`;
  }
  if (base.tokenizer.hash === tuned.tokenizer.hash) return null;
  const same = texts.every((text) => {
    const [a, b] = [base.tokenizer.encode(text), tuned.tokenizer.encode(text)];
    return a.length === b.length && a.every((id, index) => id === b[index]);
  });
  return same ? null : 'The tokenizers divide the text differently, so there is no KL over their tokens.';
}
