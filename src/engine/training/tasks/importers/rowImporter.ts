// What an importer of dataset rows is, and how they read columns.
import type { ChatMessage } from '../../../../protocol/generation';
import { datasetError, kindOf } from '../datasetError';
import type { DatasetRow } from '../readRows';
import type { TaskItem } from '../task';

/** An item before templates are filled in. */
export type ItemDraft = Omit<TaskItem, 'id'>;

/** Reads the rows of one kind of dataset. */
export interface RowImporter {
  readonly format: string;
  /** The columns that such rows have, for messages. */
  readonly header: string;
  /** True if rows with these columns are such; `first` is the first row. Importers are asked in order. */
  recognises(columns: ReadonlySet<string>, first: DatasetRow): boolean;
  /** The items of a row: several where a conversation has several turns. Throws `datasetInvalid`. */
  read(row: DatasetRow): readonly ItemDraft[];
}

/** The text in a column. @throws GuardrailError datasetInvalid where there is none. */
export function textColumn(row: DatasetRow, column: string): string {
  const value = valueOf(row, column);
  if (typeof value === 'string') return value;
  if (value === undefined) throw missingColumn(row, column);
  throw datasetError(
    { ...row, column },
    `The value is ${kindOf(value)}, where text is needed.`,
    'Write it as a string in quotes.',
  );
}

/** The texts in a column that holds a list of strings. @throws GuardrailError datasetInvalid. */
export function listColumn(row: DatasetRow, column: string): readonly string[] {
  const value = valueOf(row, column);
  if (value === undefined) throw missingColumn(row, column);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw datasetError(
    { ...row, column },
    `The value is ${kindOf(value)}, where a list of strings is needed.`,
    'Write it like ["first", "second"].',
  );
}

export function missingColumn(row: DatasetRow, column: string): Error {
  return datasetError(
    { source: row.source, row: row.row },
    `There is no column "${column}"; the row has ${Object.keys(row.values).join(', ') || 'none'}.`,
    `Add it, or name the column that holds it: "rename_columns": {"<yours>": "${column}"}.`,
  );
}

export function valueOf(row: DatasetRow, column: string): unknown {
  return Object.hasOwn(row.values, column) ? row.values[column] : undefined;
}

const roles: ReadonlySet<unknown> = new Set(['system', 'user', 'assistant']);

/** Each of the assistant's turns is read with all before it, so that work and memory grow with the square. */
const maxMessages = 1000;

/** A conversation in a column, as TRL's conversational formats have it. @throws GuardrailError datasetInvalid. */
export function messagesOf(row: DatasetRow, column: string, value: unknown): readonly ChatMessage[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw datasetError(
      { ...row, column },
      `The value is ${Array.isArray(value) ? 'an empty list' : kindOf(value)}, where messages are needed.`,
      'Write it like [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}].',
    );
  }
  if (value.length > maxMessages) {
    throw datasetError(
      { ...row, column },
      `The conversation has ${value.length} messages; ${maxMessages} are the most.`,
      'Write it as several rows.',
    );
  }
  return value.map((message: unknown, index): ChatMessage => {
    const { role, content } = (typeof message === 'object' && message !== null ? message : {}) as {
      role?: unknown;
      content?: unknown;
    };
    if (!roles.has(role) || typeof content !== 'string') {
      throw datasetError(
        { ...row, column },
        `Message ${index + 1} has no role of system, user or assistant with a content of text.`,
        'Tool calls and images are not supported; leave such rows out.',
      );
    }
    return { role: role as ChatMessage['role'], content };
  });
}
