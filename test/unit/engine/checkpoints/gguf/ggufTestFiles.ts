// Where the GGUF fixtures are, and a folder for one test's files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export const fixtures = join(import.meta.dirname, '../../../../fixtures/gguf');

/** Where a block of a type has its scale, unless it stands first. */
export const scalePlaces: Readonly<Record<string, number>> = { Q2_K: 80, Q3_K: 108, Q6_K: 208 };

/** A fresh folder per call, removed after the test. */
export function useTemporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'glens-test-'));
    folders.push(folder);
    return folder;
  };
}
