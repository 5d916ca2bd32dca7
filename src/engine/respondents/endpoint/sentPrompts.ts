// What goes to the server for each question: a chat for its own template, or a prompt that is rendered here.
import type { ChatTemplate } from '../../checkpoints/tokenizer/chatTemplate';
import { GuardrailError } from '../../../protocol/errors';
import type { AnswerSettings, Asked } from '../respondent';

/** @throws GuardrailError templateInvalid, invalidRequest where an answer is to be begun and the server renders */
export async function sentPrompts(
  template: ChatTemplate | null,
  asked: readonly Asked[],
  variables: AnswerSettings['templateVariables'],
): Promise<readonly Asked[]> {
  if (template === null) {
    if (asked.some((one) => 'messages' in one && one.prefill !== undefined)) throw cannotBegin();
    return asked;
  }
  const chats = asked.flatMap((one) => ('messages' in one ? [one.messages] : []));
  const prompts = (await template.render(chats, variables)).values();
  return asked.map((one) =>
    'prompt' in one ? one : { prompt: `${prompts.next().value ?? ''}${one.prefill ?? ''}` },
  );
}

function cannotBegin(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'A server that applies its own chat template cannot be given the beginning of an answer.',
    'Give a template: prompts are then rendered here.',
  );
}
