// A response that another program logged, whatever the format, and what the formats' readers have in common.
import { z } from 'zod';
import type { FinishReason } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';

export interface ResponseRow {
  /** Where it stands: the file, and its place there in words. */
  readonly file: string;
  readonly place: string;
  /** Normalised (see promptKey). */
  readonly prompt: string;
  /** Of a conversation of several turns: all of them (see conversationKey); null: there is one turn alone. */
  readonly conversation: string | null;
  /**
   * Normalised: the words inside `prompt` that its program's template was filled with. They name it where no response has
   * them as its own prompt. null: none are known.
   */
  readonly inner: string | null;
  readonly response: string;
  /** Which response to this prompt it is, from 0; null: by its place in the file. */
  readonly sample: number | null;
  readonly finishReason: FinishReason | null;
  /** Why there is no response, as the file says: a filter held it back, asking failed. null: there is one. */
  readonly missing: string | null;
  readonly reasoning: string | null;
  /** Who answered, where a file may hold answers of several. */
  readonly model: string | null;
}

/** What one file holds. */
export interface LoggedResponses {
  readonly rows: readonly ResponseRow[];
  /** Of a log that has one: its newest in a folder counts. null: it has none. */
  readonly task: string | null;
}

/** What two prompts have in common that are the same to a reader: line ends and outer space do not count. */
export function promptKey(prompt: string): string {
  return prompt.replace(/\r\n?/gu, '\n').trim();
}

/** Text, or parts of which those of text count. */
export const contentSchema = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().optional() }))
    .transform((parts) => parts.map(({ text = '' }) => text).join('')),
]);

export const chatSchema = z.array(z.looseObject({ role: z.string(), content: contentSchema })).min(1);

/** undefined: no user says anything. */
export function lastOfUser(
  chat: readonly { readonly role: string; readonly content: string }[],
): string | undefined {
  return chat.findLast(({ role }) => role === 'user')?.content;
}

/**
 * What two conversations up to the user's last message have in common that are the same to a reader, system prompts left out: who
 * answers may have one of its own. null: there is one turn alone.
 */
export function conversationKey(
  chat: readonly { readonly role: string; readonly content: string }[],
): string | null {
  const end = chat.findLastIndex(({ role }) => role === 'user') + 1;
  const turns = chat.slice(0, end).filter(({ role }) => role !== 'system');
  return turns.length < 2
    ? null
    : JSON.stringify(turns.map(({ role, content }) => [role, promptKey(content)]));
}

/** In the words of servers and harnesses. */
export function finishReasonOf(reason: string | null): FinishReason | null {
  switch (reason) {
    case 'stop':
    case 'stopString':
    case 'length':
      return reason;
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case null:
    default:
      return null;
  }
}

/** Words inside a prompt; null where they are not in it, or are all of it. */
export function innerOf(prompt: string, words: readonly unknown[]): string | null {
  const whole = promptKey(prompt);
  for (const word of words) {
    if (typeof word !== 'string') continue;
    const key = promptKey(word);
    if (key !== '' && key !== whole && whole.includes(key)) return key;
  }
  return null;
}

/** An error that says what is wrong, and what is read. */
export function invalidResponses(message: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'datasetInvalid',
    message,
    'Give a JSON Lines file with one object per line ({ "prompt": "…", "response": "…" }), an Inspect log (.eval or .json), samples_*.jsonl of lm-evaluation-harness, or the JSON that promptfoo writes.',
    { cause },
  );
}
