// Reads what another program logged of prompts and responses: a file of any known format, or a folder of logs. Knows no question.
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { inspectArchive, inspectDocument, isInspectArchive, isInspectDocument } from './formats/inspectLog';
import { jsonLines } from './formats/jsonLines';
import { parseLogged } from './formats/parseLogged';
import { isPromptfooDocument, promptfooDocument } from './formats/promptfoo';
import { invalidResponses, type LoggedResponses, type ResponseRow } from './responseRow';

export interface ResponsesFile {
  readonly rows: readonly ResponseRow[];
  /** Those who answered, where the file names them. */
  readonly models: readonly string[];
  /** Hex SHA-256 of the file, or of a folder's logs. */
  readonly fingerprint: string;
}

const maxFileBytes = 512_000_000;
/** Of a folder. */
const maxFiles = 1000;
const advice = 'Give one of its files.';

/**
 * Of a folder the logs in it: `.eval` and `samples_*.jsonl`, of each task (and model) the newest.
 * @throws GuardrailError datasetInvalid (unreadable, too large, malformed, with the place)
 */
export async function readResponses(path: string): Promise<ResponsesFile> {
  const files = (await isFolder(path)) ? await logsIn(path) : [path];
  const hash = createHash('sha256');
  const byTask = new Map<string, readonly ResponseRow[]>();
  for (const file of files) {
    const bytes = await readBytes(file);
    hash.update(bytes);
    const { rows, task } = readFile(bytes, basename(file));
    // Their names begin with the time, or end with it.
    byTask.set(task === null ? file : JSON.stringify([task, rows[0]?.model]), rows);
  }
  const rows = [...byTask.values()].flat();
  const models = new Set(rows.flatMap(({ model }) => (model === null ? [] : [model])));
  return { rows, models: [...models], fingerprint: hash.digest('hex') };
}

function readFile(bytes: Buffer, name: string): LoggedResponses {
  if (isInspectArchive(bytes)) return inspectArchive(bytes, name);
  const document = documentOf(bytes, name);
  if (document !== null && isInspectDocument(document)) return inspectDocument(document, name);
  if (document !== null && isPromptfooDocument(document)) return promptfooDocument(document, name);
  return jsonLines(bytes, name);
}

/** Larger ones are no document that a text can hold; JSON Lines are read line by line. */
const maxDocumentBytes = 256_000_000;

/** The one JSON value that the file is; null: it is JSON Lines. */
function documentOf(bytes: Buffer, name: string): unknown {
  const first = bytes.subarray(0, 4096).toString('utf8').trimStart();
  // A row of JSON Lines is an object too, but goes on in its line.
  const goesOn =
    /^\{\s*"(?:version|eval|evalId|results|status|config)"/u.test(first) || /^\{\s*\n/u.test(first);
  if (!goesOn || bytes.length > maxDocumentBytes) return null;
  try {
    return parseLogged(bytes.toString('utf8'));
  } catch (cause) {
    // Several lines, each with a value of its own.
    if (!/^\{\s*\n/u.test(first)) return null;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalidResponses(`${name} is not JSON, or is cut off (${why}).`, cause);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function logsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  const logs = names.filter((name) => /\.eval$|^samples_.+\.jsonl$/u.test(name)).sort();
  if (logs.length === 0) {
    throw invalidResponses(
      `${folder} has no logs: no .eval of Inspect, no samples_*.jsonl of lm-evaluation-harness.`,
    );
  }
  if (logs.length > maxFiles) {
    throw new GuardrailError(
      'datasetInvalid',
      `${folder} has ${logs.length} logs; at most ${maxFiles} are read.`,
      advice,
    );
  }
  return logs.map((name) => join(folder, name));
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    // Before it is opened: opening a pipe waits for its other end.
    if (!(await stat(path)).isFile()) throw invalidResponses(`${path} is not a file.`);
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat();
      if (stats.size > maxFileBytes) {
        throw invalidResponses(
          `${basename(path)} has ${stats.size} bytes; at most ${maxFileBytes} are read.`,
        );
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof GuardrailError) throw cause;
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): GuardrailError {
  return invalidResponses(
    `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  );
}
