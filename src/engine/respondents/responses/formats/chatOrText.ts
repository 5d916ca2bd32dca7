// A prompt as harnesses log it: a text, or a chat as JSON inside of one.
import { chatSchema, conversationKey, lastOfUser, type ResponseRow } from '../responseRow';
import { parseLogged } from './parseLogged';

/** Of a chat what its user said last; of a text all of it, as it stands. */
export function chatOrText(logged: string): Pick<ResponseRow, 'conversation' | 'prompt'> {
  const text = { prompt: logged, conversation: null };
  if (!/^\s*\[\s*\{/u.test(logged)) return text;
  try {
    const chat = chatSchema.safeParse(parseLogged(logged));
    const last = chat.success ? lastOfUser(chat.data) : undefined;
    return chat.success && last !== undefined
      ? { prompt: last, conversation: conversationKey(chat.data) }
      : text;
  } catch {
    return text;
  }
}
