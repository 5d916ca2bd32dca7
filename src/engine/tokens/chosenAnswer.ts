// The answer that models are made to read or go on with: one of the comparison's, or a text that a user typed.
import type { ResponseRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { ForcedResponse } from '../../protocol/tokens';

export type ChosenAnswer = Pick<ResponseRecord, 'tokenIds' | 'text'>;

/** @throws GuardrailError invalidRequest where there is no such answer, or the text is empty */
export function chosenAnswer(
  response: ForcedResponse,
  stored: readonly ResponseRecord[],
  promptId: number,
): ChosenAnswer {
  if (response.kind === 'text') {
    if (response.text !== '') return { text: response.text, tokenIds: null };
    throw new GuardrailError(
      'invalidRequest',
      'The text is empty.',
      'Give an answer for the models to read.',
    );
  }
  const { kind, sample } = response;
  const found = stored.find((one) => one.side === kind && one.sample === sample);
  if (found !== undefined) return found;
  throw new GuardrailError(
    'invalidRequest',
    `Prompt ${promptId} has no ${sample === 0 ? '' : `sample ${sample} of an `}answer of the ${kind} side.`,
    'Resume the comparison where it is unfinished, or give a text.',
  );
}
