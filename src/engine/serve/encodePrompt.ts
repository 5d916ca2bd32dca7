// Prompts of requests as token ids that the model takes.
import { badRequest, contextExceeded } from './api/apiError';
import type { RawPrompt } from './api/completionRequest';
import type { ServedModel } from './servedModel';

/** A longer text is refused before it is encoded: no token of a real vocabulary spells as much on average. */
const mostCharactersPerToken = 128;

/** @throws ApiError 400 context_length_exceeded */
export function encodePrompt(model: ServedModel, text: string, param: string): readonly number[] {
  if (text.length > model.contextLength * mostCharactersPerToken) {
    throw contextExceeded(
      `This model's maximum context length is ${model.contextLength} tokens; the prompt has ${text.length} characters.`,
      param,
    );
  }
  return model.tokenizer.encode(text);
}

/** @throws ApiError 400 for tokens that the model does not know, and what encodePrompt throws. */
export function promptIds(model: ServedModel, prompt: RawPrompt): readonly number[] {
  if (typeof prompt === 'string') return encodePrompt(model, prompt, 'prompt');
  const unknown = prompt.find((id) => id < 0 || id >= model.vocabSize);
  if (unknown === undefined) return prompt;
  throw badRequest(
    `The prompt has the token ${unknown}; the model knows 0 to ${model.vocabSize - 1}.`,
    'prompt',
  );
}

/**
 * @param newTokens that must fit behind the prompt at least
 * @throws ApiError 400 for an empty prompt, or context_length_exceeded.
 */
export function checkLength(
  model: ServedModel,
  ids: readonly number[],
  newTokens: 0 | 1,
  param: string,
): void {
  if (ids.length === 0) throw badRequest('The prompt is empty.', param);
  if (ids.length + newTokens <= model.contextLength) return;
  throw contextExceeded(
    `This model's maximum context length is ${model.contextLength} tokens; the prompt has ${ids.length}` +
      (newTokens === 0 ? '.' : ', and the answer needs at least one.'),
    param,
  );
}
