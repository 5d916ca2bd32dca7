// Reads the rows of a dataset file: JSON lines, or one JSON array of objects. Knows no dataset's columns.
import { readFile, stat } from 'node:fs/promises';
import { datasetError, kindOf, quoted } from './datasetError';

export interface DatasetRow {
  readonly source: string;
  /** 1-based: the line of a JSONL file, or the position in the array. */
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Strings in V8 end at 512 MiB. */
const maxFileBytes = 256 * 1024 * 1024;

/**
 * All rows, in order; empty lines are passed over.
 * @throws GuardrailError datasetInvalid: unreadable, not UTF-8, malformed (with its line), not objects, no rows.
 */
export async function readRows(path: string): Promise<readonly DatasetRow[]> {
  const text = await readUtf8(path);
  const rows = /^\s*\[/u.test(text) ? arrayRows(path, text) : lineRows(path, text);
  if (rows.length === 0) {
    throw datasetError(
      { source: path },
      'There are no rows.',
      'Write one JSON object per line, with a "prompt".',
    );
  }
  return rows;
}

function lineRows(path: string, text: string): DatasetRow[] {
  return text.split(/\r\n|\r|\n/u).flatMap((line, index) => {
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw datasetError(
        { source: path, row: index + 1 },
        `The line is not JSON (${messageOf(cause)}): ${quoted(line)}.`,
        'Write one JSON object per line (JSONL). A table is converted by pandas: df.to_json(path, orient="records", lines=True).',
        { cause },
      );
    }
    return [rowOf(path, index + 1, value)];
  });
}

function arrayRows(path: string, text: string): DatasetRow[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw datasetError(
      { source: path },
      `The file starts like a JSON array, but is not one (${messageOf(cause)}).`,
      'Mend the JSON, or write one JSON object per line.',
      { cause },
    );
  }
  return (value as readonly unknown[]).map((row, index) => rowOf(path, index + 1, row));
}

function rowOf(source: string, row: number, value: unknown): DatasetRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw datasetError(
      { source, row },
      `A row has to be an object with columns; this is ${kindOf(value)}.`,
      'Write each row like {"prompt": "…", "answer": "…"}.',
    );
  }
  return { source, row, values: value as Readonly<Record<string, unknown>> };
}

async function readUtf8(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) {
      throw datasetError(
        { source: path },
        `The file has ${Math.round(size / 2 ** 20)} MiB; ${maxFileBytes / 2 ** 20} MiB is the most.`,
        'Train on a part of it.',
      );
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw datasetError({ source: path }, 'The text is not UTF-8.', 'Save the file as UTF-8.', { cause });
    }
    if (!(cause instanceof Error) || !('code' in cause) || cause.code === 'datasetInvalid') throw cause;
    throw datasetError(
      { source: path },
      `It can't be read (${String(cause.code)}).`,
      'Check the path, which is relative to the configuration file, and that you may read it.',
      { cause },
    );
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
