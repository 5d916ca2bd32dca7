// The settings that hold for a row, and what is wrong with a row or its settings.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { GenerationRow, RowSettings } from './generator';

/** The call's settings with the row's own in their place. */
export function settingsOf(row: GenerationRow, settings: RowSettings): RowSettings {
  return row.settings === undefined ? settings : { ...settings, ...row.settings };
}

/** What is computed before the row's next token: its prompt, and its answer as far as that was begun. */
export function startIds({ promptIds, begun }: GenerationRow): readonly number[] {
  return begun === undefined ? promptIds : [...promptIds, ...begun.tokenIds];
}

/** @throws GuardrailError invalidRequest where the prompt, the row's settings or its number of log-probabilities is wrong. */
export function checkRow(row: GenerationRow, settings: RowSettings, config: ModelConfig): void {
  checkPrompt(startIds(row), config);
  if ((row.begun?.tokenIds.length ?? 0) >= settingsOf(row, settings).maxNewTokens) {
    throw new GuardrailError(
      'invalidRequest',
      'An answer to go on with has as many tokens as the limit allows.',
      'Raise the limit of new tokens.',
    );
  }
  if (row.settings !== undefined) checkSettings(settingsOf(row, settings));
  checkTopLogprobs(row.topLogprobs);
}

/** @throws GuardrailError invalidRequest where a prompt is empty, too long for the model, or has unknown tokens. */
export function checkPrompt(ids: readonly number[], config: ModelConfig): void {
  const length = ids.length;
  if (length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      'A prompt is empty.',
      'Give the prompt some text, or use a chat template that adds some.',
    );
  }
  if (length >= config.contextLength) {
    throw new GuardrailError(
      'invalidRequest',
      `A prompt has ${length} tokens; the model's context holds ${config.contextLength}, and the answer needs at least one.`,
      'Shorten the prompt or the system prompt.',
    );
  }
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 0 || id >= config.vocabSize) {
      throw new GuardrailError(
        'invalidRequest',
        `A prompt has the token ${id}; the model knows 0 to ${config.vocabSize - 1}.`,
        'Check that the tokenizer belongs to this checkpoint.',
      );
    }
  }
}

/** @throws GuardrailError invalidRequest */
export function checkTopLogprobs(count: number | undefined): void {
  if (count === undefined || (Number.isInteger(count) && count >= 0)) return;
  throw new GuardrailError(
    'invalidRequest',
    'The number of likeliest tokens must be a whole number, 0 or more.',
    'Correct the number.',
  );
}

/** @throws GuardrailError invalidRequest */
export function checkSettings(settings: RowSettings): void {
  const problems = [
    [settings.temperature >= 0 && Number.isFinite(settings.temperature), 'temperature must be 0 or more'],
    [settings.topP > 0 && settings.topP <= 1, 'top-p must be above 0 and at most 1'],
    [Number.isInteger(settings.topK) && settings.topK >= 0, 'top-k must be a whole number, 0 or more'],
    [
      Number.isInteger(settings.maxNewTokens) && settings.maxNewTokens > 0,
      'max new tokens must be 1 or more',
    ],
    [Number.isInteger(settings.batchSize) && settings.batchSize > 0, 'the batch size must be 1 or more'],
  ] as const;
  for (const [fine, message] of problems) {
    if (!fine)
      throw new GuardrailError('invalidRequest', `Generation settings: ${message}.`, 'Correct the setting.');
  }
}
