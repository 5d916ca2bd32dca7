// JSON Lines: texts taken apart line by line, and files that a program writes while others read them.
import type { z } from 'zod';
import { writeFileAtomically } from './atomicFile';
import { withoutMark } from './jsonFile';
import { readTextFile, type FileKind } from './textFile';

export type JsonLine =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly text: string; readonly cause: unknown };

/** Reads one line; throws where it is not JSON. */
export type ParseLine = (line: string) => unknown;

const parseJson: ParseLine = (line) => JSON.parse(line) as unknown;

/** The lines of a text, counted from 1: each one's value, or why it is not JSON. Empty lines are passed over. */
export function* parseJsonLines(
  text: string,
  parse: ParseLine = parseJson,
): Generator<JsonLine, void, undefined> {
  let line = 0;
  for (const one of withoutMark(text).split(/\r\n|\r|\n/u)) {
    line++;
    if (one.trim() === '') continue;
    let value: unknown;
    try {
      value = parse(one);
    } catch (cause) {
      yield { line, text: one, cause };
      continue;
    }
    yield { line, value };
  }
}

/**
 * The rows of a file that is a log: what is not JSON (the last line of a killed process) or of another shape is left out.
 * null: no such file.
 * @throws GuardrailError of the kind: unreadable, or too large.
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  kind: FileKind,
  parse: ParseLine = parseJson,
): Promise<T[] | null> {
  const text = await readTextFile(path, kind);
  if (text === null) return null;
  const rows: T[] = [];
  for (const parsed of parseJsonLines(text, parse)) {
    if (!('value' in parsed)) continue;
    const row = schema.safeParse(parsed.value);
    if (row.success) rows.push(row.data);
  }
  return rows;
}

/** @throws GuardrailError storeWriteFailed; the file that was there before stays. */
export async function writeJsonLines(path: string, rows: readonly unknown[]): Promise<void> {
  await writeFileAtomically(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
