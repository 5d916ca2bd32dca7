// Files that are there whole or not at all: written beside their place, flushed, then renamed. Knows no format.
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GuardrailError } from '../../protocol/errors';

export interface NewFile {
  /** Who may read and write it, before the umask; everyone where it is left out. */
  readonly mode?: number;
}

/** @throws GuardrailError storeWriteFailed; the file that was there before stays. */
export async function writeFileAtomically(
  path: string,
  contents: string | Uint8Array | readonly Uint8Array[],
  options: NewFile = {},
): Promise<void> {
  const parts = typeof contents === 'string' || contents instanceof Uint8Array ? [contents] : contents;
  const write = async (handle: FileHandle): Promise<void> => {
    for (const part of parts) await handle.writeFile(part);
  };
  await replaceFile(path, write, options);
}

/** As writeFileAtomically, with the writing left to the caller. */
export async function replaceFile(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  { mode = 0o666 }: NewFile = {},
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    // What a killed process of the same number left may have another mode.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', mode);
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameOver(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(path, cause);
  }
}

/** Makes a folder and what is missing above it. @throws GuardrailError storeWriteFailed */
export async function makeFolder(path: string, { mode = 0o777 }: NewFile = {}): Promise<void> {
  await mkdir(path, { recursive: true, mode }).catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
}

/** Windows refuses for a moment while a reader has the old file open. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt >= 10 || !isBusy(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
    }
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EPERM', 'EACCES', 'EBUSY'].includes(String(error.code))
  );
}

/** What the system says when writing fails, for the user; a GuardrailError stays as it is. */
export function writeFailed(path: string, cause: unknown): GuardrailError {
  if (cause instanceof GuardrailError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new GuardrailError(
    'storeWriteFailed',
    full
      ? `The disk is full: ${basename(path)} cannot be written to ${dirname(path)}.`
      : `${basename(path)} cannot be written to ${dirname(path)}: ${cause instanceof Error ? cause.message : String(cause)}`,
    full
      ? 'Nothing that was saved before is lost. Make room, then try again; a run resumes where it was.'
      : 'Check the folder and its permissions, then try again; a run resumes where it was.',
    { cause },
  );
}
