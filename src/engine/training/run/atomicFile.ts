// Files that are there whole or not at all: written beside their place, flushed, then renamed. Knows no format.
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';

/** @throws GuardrailError storeWriteFailed; the file that was there before stays. */
export async function writeFileAtomically(
  path: string,
  contents: string | Uint8Array | readonly Uint8Array[],
): Promise<void> {
  await replaceFile(path, async (handle) => {
    const parts = typeof contents === 'string' || contents instanceof Uint8Array ? [contents] : contents;
    for (const part of parts) await handle.writeFile(part);
  });
}

/** As writeFileAtomically, with the writing left to the caller. */
export async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
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
      ? 'Nothing that was saved before is lost. Make room, then resume the run from its last checkpoint.'
      : 'Check the folder and its permissions, then resume the run from its last checkpoint.',
    { cause },
  );
}
