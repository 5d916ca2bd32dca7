// Reads a text file of limited size. Whose file it is, and so what an error says, is the caller's; knows no format.
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GuardrailError, type ErrorCode } from '../../protocol/errors';

/** What a file is to its reader: how large it may be, and what its errors say. */
export interface FileKind {
  readonly maxBytes: number;
  /** Of a file that is not what it should be. */
  readonly broken: FileError;
  /** Of a file that is there and cannot be read; left out: as for a broken one. */
  readonly unreadable?: FileError;
}

export interface FileError {
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly advice: string;
}

/**
 * The file's text, or null where there is no such file.
 * @throws GuardrailError of the kind: unreadable, no file, or larger than `maxBytes` (it is not read then).
 */
export async function readTextFile(path: string, kind: FileKind): Promise<string | null> {
  let handle;
  try {
    // Before it is opened: opening a pipe waits for its other end.
    if (!(await stat(path)).isFile()) throw broken(kind, `${path} is not a file.`);
    handle = await open(path, 'r');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause instanceof GuardrailError ? cause : unreadable(path, kind, cause);
  }
  try {
    const { size } = await handle.stat();
    if (size > kind.maxBytes) {
      throw broken(
        kind,
        `${basename(path)} has ${size} bytes; at most ${kind.maxBytes} are read of such a file.`,
      );
    }
    return await handle.readFile('utf8');
  } catch (cause) {
    throw cause instanceof GuardrailError ? cause : unreadable(path, kind, cause);
  } finally {
    await handle.close();
  }
}

/** The kind's error of a file that is not what it should be. */
export function broken(
  { broken: { code, advice } }: FileKind,
  message: string,
  cause?: unknown,
): GuardrailError {
  return new GuardrailError(code, message, advice, { cause });
}

function unreadable(path: string, kind: FileKind, cause: unknown): GuardrailError {
  const { code, advice } = kind.unreadable ?? kind.broken;
  return new GuardrailError(code, `${path} cannot be read.`, advice, { cause });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
