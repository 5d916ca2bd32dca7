// Rows of several turns: what is asked last, what stands before it, and what a conversation must be.
import { chatRoles, type ChatMessage } from '../../protocol/generation';
import type { SuitePrompt } from '../../protocol/suites';

/** Above any known set; a model's context is full long before. */
const mostMessages = 200;

/** The user's last message, to which an attack is applied. */
export function requestOf({ prompt, messages }: Pick<SuitePrompt, 'messages' | 'prompt'>): string {
  return messages?.at(-1)?.content ?? prompt;
}

/** What stands before it; undefined: nothing. */
export function historyOf({
  messages = [],
}: Pick<SuitePrompt, 'messages'>): readonly ChatMessage[] | undefined {
  return messages.length < 2 ? undefined : messages.slice(0, -1);
}

/** The conversation that a value is, or what is wrong with it, as a sentence. */
export function readConversation(value: unknown): readonly ChatMessage[] | string {
  if (!Array.isArray(value) || value.length === 0) return 'A list of messages is expected here.';
  if (value.length > mostMessages) return `It has ${value.length} messages; ${mostMessages} is the most.`;
  const messages: ChatMessage[] = [];
  for (const [index, message] of (value as readonly unknown[]).entries()) {
    const read = messageOf(message);
    if (read === null)
      return `Message ${index + 1} needs a role (${chatRoles.join(', ')}) and a content that is a text.`;
    if (read.content.trim() === '') return `Message ${index + 1} is empty.`;
    if (read.role === 'system' && index > 0) return 'A system prompt comes first.';
    messages.push(read);
  }
  if (messages.at(-1)?.role !== 'user') return 'The last message has to be the user’s.';
  return messages;
}

function messageOf(value: unknown): ChatMessage | null {
  if (typeof value !== 'object' || value === null || !('role' in value) || !('content' in value)) return null;
  const { role, content } = value;
  const known = chatRoles.find((one) => one === role);
  return known === undefined || typeof content !== 'string' ? null : { role: known, content };
}

/** As text, for readers. */
export function conversationText(messages: readonly ChatMessage[]): string {
  return messages.map(({ role, content }) => `${roleNames[role]}: ${content}`).join('\n\n');
}

const roleNames: Readonly<Record<ChatMessage['role'], string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
};
