// Where the GGUF fixtures are, and a folder for one test's files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export const fixtures = join(import.meta.dirname, '../../../../fixtures/gguf');

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
