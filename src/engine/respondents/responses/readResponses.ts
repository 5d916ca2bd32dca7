// Reads a JSON Lines file of prompts and responses that another program made. Knows no question.
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { FinishReason } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';

export interface ResponseRow {
  /** 1-based. */
  readonly line: number;
  /** Normalised (see promptKey). */
  readonly prompt: string;
  readonly response: string;
  /** Which response to this prompt it is, from 0; null: by its place in the file. */
  readonly sample: number | null;
  readonly finishReason: FinishReason | null;
  /** The file says that a filter held the response back. */
  readonly filtered: boolean;
  readonly reasoning: string | null;
}

export interface ResponsesFile {
  readonly rows: readonly ResponseRow[];
  /** Hex SHA-256 of the file. */
  readonly fingerprint: string;
}

/** The names that a response goes by, in the order in which they are looked for: the first one that a row has counts. */
const responseNames = ['response', 'completion', 'output', 'answer', 'text'] as const;

const maxFileBytes = 512_000_000;
const maxLineBytes = 8_000_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const content = z.union([
  z.string(),
  z.array(z.looseObject({ text: z.string() })).transform((parts) => parts.map(({ text }) => text).join('')),
]);
const chatSchema = z.array(z.looseObject({ role: z.string(), content })).min(1);
const rowSchema = z.looseObject({
  prompt: z.union([z.string(), chatSchema]).optional(),
  messages: chatSchema.optional(),
  sample: z.int().nonnegative().nullish(),
  finish_reason: z.string().nullish(),
  reasoning: z.string().nullish(),
});

/**
 * Each line is an object with `prompt` (text or chat messages) or `messages`, of which the last user message counts, and the
 * response under one of `responseNames`; `sample`, `finish_reason` and `reasoning` where they are known. Empty lines are
 * passed over.
 * @throws GuardrailError datasetInvalid (unreadable, too large, malformed, with the line), cancelled
 */
export async function readResponses(path: string): Promise<ResponsesFile> {
  const bytes = await readBytes(path);
  const rows: ResponseRow[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    line++;
    if (end - start > maxLineBytes) {
      throw malformed(path, line, `has ${end - start} bytes; at most ${maxLineBytes} are read`);
    }
    const text = decode(bytes.subarray(start, end), path, line);
    if (text.trim() !== '') rows.push(readRow(text, path, line));
    start = end + 1;
  }
  if (rows.length === 0) throw invalid(`${basename(path)} has no rows.`);
  return { rows, fingerprint: createHash('sha256').update(bytes).digest('hex') };
}

/** What two prompts have in common that are the same to a reader: line ends and outer space do not count. */
export function promptKey(prompt: string): string {
  return prompt.replace(/\r\n?/gu, '\n').trim();
}

function readRow(text: string, path: string, line: number): ResponseRow {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw malformed(path, line, `is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  const parsed = rowSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') ?? '';
    throw malformed(
      path,
      line,
      `has a wrong ${place === '' ? 'shape' : `"${place}"`}: ${issue?.message ?? ''}`,
    );
  }
  const row = parsed.data;
  const asked = row.prompt ?? row.messages;
  const prompt = typeof asked === 'string' ? asked : asked?.findLast(({ role }) => role === 'user')?.content;
  if (prompt === undefined) throw malformed(path, line, 'has no "prompt", and no "messages" of a user');
  const name = responseNames.find((known) => row[known] !== undefined);
  const response = name === undefined ? undefined : row[name];
  if (name === undefined || typeof response !== 'string') {
    const what =
      name === undefined ? `no response (${responseNames.join(', ')})` : `a "${name}" that is no text`;
    throw malformed(path, line, `has ${what}`);
  }
  return {
    line,
    prompt: promptKey(prompt),
    response,
    sample: row.sample ?? null,
    finishReason: finishReasonOf(row.finish_reason ?? null),
    filtered: row.finish_reason === 'content_filter',
    reasoning: row.reasoning ?? null,
  };
}

function finishReasonOf(reason: string | null): FinishReason | null {
  return reason === 'stop' || reason === 'length' || reason === 'stopString' ? reason : null;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    // Before it is opened: opening a pipe waits for its other end.
    if (!(await stat(path)).isFile()) throw invalid(`${path} is not a file.`);
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat();
      if (stats.size > maxFileBytes) {
        throw invalid(`${basename(path)} has ${stats.size} bytes; at most ${maxFileBytes} are read.`);
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof GuardrailError) throw cause;
    throw invalid(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function decode(bytes: Uint8Array, path: string, line: number): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed(path, line, 'is not UTF-8');
  }
}

function malformed(path: string, line: number, what: string): GuardrailError {
  return invalid(`${basename(path)}: line ${line} ${what}.`);
}

function invalid(message: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'datasetInvalid',
    message,
    'Give a JSON Lines file with one object per line: { "prompt": "…", "response": "…" }.',
    { cause },
  );
}
