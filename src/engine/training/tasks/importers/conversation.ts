// Conversations as items: what comes before an assistant's turn, and that turn.
import type { ChatMessage } from '../../../../protocol/generation';
import { datasetError } from '../datasetError';
import type { DatasetRow } from '../readRows';
import { messagesOf, valueOf, type ItemDraft, type RowImporter } from './rowImporter';

/** `messages`: an item for each of the assistant's turns, so that all of them are learnt from. */
export const messageRows: RowImporter = {
  format: 'messages',
  header: 'messages',
  recognises: (columns) => columns.has('messages'),
  read(row) {
    const messages = messagesOf(row, 'messages', valueOf(row, 'messages'));
    const answered = messages.flatMap((message, index): ItemDraft[] =>
      message.role === 'assistant'
        ? [
            {
              ...promptParts(row, 'messages', messages.slice(0, index)),
              columns: row.values,
              completion: message.content,
              preference: null,
            },
          ]
        : [],
    );
    if (messages.at(-1)?.role !== 'user') return answered;
    const open = promptParts(row, 'messages', messages);
    return [...answered, { ...open, columns: row.values, completion: null, preference: null }];
  },
};

/** The last user turn as the prompt and everything before it as its context. @throws GuardrailError datasetInvalid. */
export function promptParts(
  row: DatasetRow,
  column: string,
  messages: readonly ChatMessage[],
): Pick<ItemDraft, 'context' | 'prompt'> {
  const last = messages.at(-1);
  if (last?.role !== 'user') {
    throw datasetError(
      { ...row, column },
      'There is no user turn before the assistant’s.',
      'A conversation goes user, assistant, user, …, after at most one system turn.',
    );
  }
  return { context: messages.slice(0, -1), prompt: last.content };
}

/** A prompt column: text, or messages that end with the user's turn. */
export function promptColumn(row: DatasetRow, value: unknown): Pick<ItemDraft, 'context' | 'prompt'> {
  if (typeof value === 'string') return { context: [], prompt: value };
  return promptParts(row, 'prompt', messagesOf(row, 'prompt', value));
}

/** A completion column: text, or messages of which there is one, the assistant's. */
export function assistantColumn(row: DatasetRow, column: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const messages = messagesOf(row, column, value);
  const [first, ...rest] = messages;
  if (first?.role !== 'assistant' || rest.length > 0) {
    throw datasetError(
      { ...row, column },
      'Something else than one assistant turn.',
      'Put everything before the last turn into "prompt".',
    );
  }
  return first.content;
}
