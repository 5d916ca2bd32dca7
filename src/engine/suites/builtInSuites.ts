// The suites that ship with the product: the folders below media/suites, each named after its suite.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Suite } from '../../protocol/suites';
import { suiteError } from '../../safety/suites/suiteError';
import { readSuiteFolder } from './suiteFolder';

/** Stands for all built-in suites where a suite's id is expected. */
export const builtInAlias = 'built-in';

/** Their ids in the order of names. Throws `suiteInvalid` where the folder is missing. */
export async function builtInIds(mediaFolder: string): Promise<readonly string[]> {
  const folder = join(mediaFolder, 'suites');
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (cause) {
    throw suiteError(
      { file: folder },
      'The built-in suites are missing.',
      'Install the product again, or check the media folder.',
      { cause },
    );
  }
}

export function readBuiltIn(mediaFolder: string, id: string): Promise<Suite> {
  return readSuiteFolder(join(mediaFolder, 'suites', id));
}
