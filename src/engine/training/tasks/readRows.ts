// Reads the rows of a dataset file: JSON lines, one JSON array of objects, or Parquet. Knows no dataset's columns.
import { readFile, stat } from 'node:fs/promises';
import { parseJsonLines } from '../../files/jsonLines';
import { isParquet, readParquet } from '../../parquet/readParquet';
import { datasetError, kindOf, quoted } from './datasetError';
import { parseRow } from './parseRow';

export interface DatasetRow {
  readonly source: string;
  /** 1-based: the line of a JSONL file, or the position in the array or table. */
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Strings in V8 end at 512 MiB. */
const maxFileBytes = 256 * 1024 * 1024;

/**
 * All rows, in order; empty lines are passed over. Numbers that a double does not hold are text (parseRow).
 * @throws GuardrailError datasetInvalid: unreadable, not UTF-8, malformed (with its line), not objects, no rows.
 */
export async function readRows(path: string): Promise<readonly DatasetRow[]> {
  const bytes = await readBytes(path);
  const rows = isParquet(bytes) ? await tableRows(path, bytes) : textRows(path, utf8(path, bytes));
  if (rows.length === 0) {
    throw datasetError(
      { source: path },
      'There are no rows.',
      'Write one JSON object per line, with a "prompt".',
    );
  }
  return rows;
}

async function tableRows(path: string, bytes: Uint8Array): Promise<DatasetRow[]> {
  try {
    return (await readParquet(bytes)).map((values, index) => ({ source: path, row: index + 1, values }));
  } catch (cause) {
    throw datasetError(
      { source: path },
      `The Parquet file can't be read (${messageOf(cause)}).`,
      'Write it again, or as one JSON object per line: df.to_json(path, orient="records", lines=True).',
      { cause },
    );
  }
}

function textRows(path: string, text: string): DatasetRow[] {
  return /^\s*\[/u.test(text) ? arrayRows(path, text) : lineRows(path, text);
}

function lineRows(path: string, text: string): DatasetRow[] {
  return Array.from(parseJsonLines(text, parseRow), (parsed) => {
    if ('value' in parsed) return rowOf(path, parsed.line, parsed.value);
    throw datasetError(
      { source: path, row: parsed.line },
      `The line is not JSON (${messageOf(parsed.cause)}): ${quoted(parsed.text)}.`,
      'Write one JSON object per line (JSONL). A table is converted by pandas: df.to_json(path, orient="records", lines=True).',
      { cause: parsed.cause },
    );
  });
}

function arrayRows(path: string, text: string): DatasetRow[] {
  let value: unknown;
  try {
    value = parseRow(text);
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

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    // Opening a pipe would wait for its other end, and a device may have none.
    if (!facts.isFile() && !facts.isDirectory()) {
      throw datasetError(
        { source: path },
        'It is not a file.',
        'Give the path of a .jsonl, .json or .parquet file.',
      );
    }
    const { size } = facts;
    if (size > maxFileBytes) {
      throw datasetError(
        { source: path },
        `The file has ${Math.round(size / 2 ** 20)} MiB; ${maxFileBytes / 2 ** 20} MiB is the most.`,
        'Train on a part of it.',
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code === 'datasetInvalid') throw cause;
    throw datasetError(
      { source: path },
      `It can't be read (${String(cause.code)}).`,
      'Check the path, which is relative to the configuration file, and that you may read it.',
      { cause },
    );
  }
}

function utf8(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw datasetError({ source: path }, 'The text is not UTF-8.', 'Save the file as UTF-8.', { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
