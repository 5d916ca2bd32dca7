// Reads a JSON file, of limited size and of a shape that a schema gives. Knows nothing of what is in it.
import type { z } from 'zod';
import { broken, readTextFile, type FileKind } from './textFile';

/** Problems that an error names. */
const mostProblems = 5;

/**
 * The file's value, or null where there is no such file. A byte order mark is passed over.
 * @throws GuardrailError of the kind: unreadable, too large, not JSON, or of another shape.
 */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>, kind: FileKind): Promise<T | null> {
  const text = await readTextFile(path, kind);
  return text === null ? null : checkShape(schema, parseJson(text, path, kind), path, kind);
}

/** Of a text that was read from `file`. @throws GuardrailError of the kind, naming the file. */
export function parseJson(text: string, file: string, kind: FileKind): unknown {
  try {
    return JSON.parse(withoutMark(text)) as unknown;
  } catch (cause) {
    throw broken(kind, `${file} is not valid JSON: ${String(cause)}`, cause);
  }
}

/** @throws GuardrailError of the kind, naming the file and the fields that are wrong. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, file: string, kind: FileKind): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, mostProblems)
    .map((issue) => `${issue.path.map(String).join(' → ') || 'the file'}: ${issue.message}`);
  throw broken(kind, `${file} has wrong fields: ${problems.join('; ')}.`);
}

/** Some editors on Windows begin a file with a byte order mark, which is no JSON. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/u, '');
}

/** A string, which is passed over whole, or what Python writes for a number that is none. */
const notFinite = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gsu;

/** The JSON text with NaN and infinities, which Python writes and JSON has not, as texts: who needs the number refuses them. */
export function notFiniteAsText(text: string): string {
  return text.replace(notFinite, (token) => (token.startsWith('"') ? token : `"${token}"`));
}
