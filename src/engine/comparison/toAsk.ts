// What a model is asked for a prompt: the chat, and how its answer begins.
import type { PromptRecord } from '../../protocol/comparison';
import type { ChatMessage } from '../../protocol/generation';
import type { Asked } from '../respondents/respondent';

type AskedPrompt = Pick<PromptRecord, 'history' | 'prefill' | 'userMessage'>;

/** `systemPrompt`: the run's, for prompts that have none of their own. */
export function toAsk(
  prompt: AskedPrompt,
  systemPrompt: string | null,
): Extract<Asked, { readonly messages: unknown }> {
  const messages = chatOf(prompt, systemPrompt);
  return prompt.prefill === undefined ? { messages } : { messages, prefill: prompt.prefill };
}

/** Without the answer's beginning. */
export function chatOf(
  { history = [], userMessage }: AskedPrompt,
  systemPrompt: string | null,
): ChatMessage[] {
  const own = history[0]?.role === 'system';
  const system: ChatMessage[] =
    own || systemPrompt === null ? [] : [{ role: 'system', content: systemPrompt }];
  return [...system, ...history, { role: 'user', content: userMessage }];
}
