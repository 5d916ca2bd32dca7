// A folder that is there whole or not at all.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import { writeFailed } from '../files/atomicFile';

/** @throws GuardrailError invalidRequest where there is something else than an empty folder */
export async function requireFree(path: string): Promise<void> {
  const inTheWay = existsSync(path) && (await readdir(path).catch(() => ['a file'])).length > 0;
  if (!inTheWay) return;
  throw new GuardrailError(
    'invalidRequest',
    `${path} is there already and is not an empty folder.`,
    'Name a folder that is yet to be made, or remove that one.',
  );
}

/** Made beside its place and renamed when complete. @throws GuardrailError storeWriteFailed */
export async function writeWhole(path: string, write: (folder: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await write(temporary);
    // Windows renames over no folder, not even an empty one.
    if (existsSync(path)) await rmdir(path);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailed(path, cause);
  }
}
