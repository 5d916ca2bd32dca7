// The rows of a prepared run, as TRL's trainers take them: conversations, and the row's columns as one JSON text, since a table
// has one type per column.
import type { ChatMessage } from '../../protocol/generation';
import type { TaskItem } from '../training/tasks/task';
import type { ProbePrompt } from '../training/probe/probePrompts';

/** Names are the dataset columns of TRL; what a row does not have is left out. */
export interface PreparedRow {
  readonly id: string;
  readonly prompt: readonly ChatMessage[];
  /** JSON. */
  readonly columns: string;
  readonly completion?: readonly ChatMessage[];
  readonly chosen?: readonly ChatMessage[];
  readonly rejected?: readonly ChatMessage[];
}

export interface PreparedText {
  readonly text: string;
}

export function preparedRow({ id, context, prompt, columns, completion, preference }: TaskItem): PreparedRow {
  return {
    id,
    prompt: [...context, { role: 'user', content: prompt }],
    columns: JSON.stringify(columns, exactNumber),
    ...(completion === null ? {} : { completion: [assistant(completion)] }),
    ...(preference === null
      ? {}
      : { chosen: [assistant(preference.chosen)], rejected: [assistant(preference.rejected)] }),
  };
}

/** What the probe asks, and what its judge wants to know of the question. */
export type PreparedProbe = Pick<ProbePrompt, 'suiteId' | 'itemId' | 'kind' | 'prompt' | 'context'> & {
  readonly messages: readonly ChatMessage[];
};

export function preparedProbe({ userMessage, history = [], ...asked }: ProbePrompt): PreparedProbe {
  return { ...asked, messages: [...history, { role: 'user', content: userMessage }] };
}

function assistant(content: string): ChatMessage {
  return { role: 'assistant', content };
}

/** Whole numbers beyond 2^53 are BigInts in a Parquet file; as texts they are compared exactly. */
function exactNumber(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
