// Reads a JSON or text file of a checkpoint with a size limit. Knows nothing of what is in it.
import { open, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { checkpointCorrupt, checkpointNotFound } from './errors';

/**
 * The file's text, or null where there is no such file.
 * @throws what `tooLarge` makes, for a file of more than `maxBytes` bytes (which is then not read).
 */
export async function readText(
  path: string,
  maxBytes: number,
  tooLarge: (message: string) => Error = checkpointCorrupt,
): Promise<string | null> {
  let handle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw checkpointNotFound(`${path} cannot be read.`, 'Check the permissions of the file.', cause);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw checkpointCorrupt(`${path} is not a file.`);
    if (stats.size > maxBytes) {
      throw tooLarge(
        `${basename(path)} has ${stats.size} bytes; at most ${maxBytes} are read of such a file.`,
      );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** As readText, parsed. @throws GuardrailError checkpointCorrupt where it is not JSON. */
export async function readJson(path: string, maxBytes: number): Promise<unknown> {
  const text = await readText(path, maxBytes);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw checkpointCorrupt(`${path} is not valid JSON: ${String(cause)}`, undefined, cause);
  }
}

/** @throws GuardrailError checkpointCorrupt naming the file and the fields that are wrong. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`);
  throw checkpointCorrupt(`${file} has wrong fields: ${problems.join('; ')}.`);
}

/** The path with links resolved. @throws GuardrailError checkpointNotFound. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw checkpointNotFound(
      `There is nothing at ${path}.`,
      'Check the path. Give a Hugging Face folder, a PEFT adapter folder, or a .gguf file.',
      cause,
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
