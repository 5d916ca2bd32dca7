// What goes to the server for each question: a chat for its own template, or a prompt that is rendered here.
import type { ChatTemplate } from '../../checkpoints/tokenizer/chatTemplate';
import type { AnswerSettings, Asked } from '../respondent';

/** @throws GuardrailError templateInvalid */
export async function sentPrompts(
  template: ChatTemplate | null,
  asked: readonly Asked[],
  variables: AnswerSettings['templateVariables'],
): Promise<readonly Asked[]> {
  if (template === null) return asked;
  const chats = asked.flatMap((one) => ('messages' in one ? [one.messages] : []));
  const prompts = (await template.render(chats, variables)).values();
  return asked.map((one) => ('prompt' in one ? one : { prompt: prompts.next().value ?? '' }));
}
