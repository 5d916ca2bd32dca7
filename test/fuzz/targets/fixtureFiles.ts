// Good inputs from the repository, and folders with one file to be spoiled.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from '../../support/paths';

export function fixtureBytes(path: string): Buffer {
  return readFileSync(repositoryPath(path));
}

export function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function lineBytes(rows: readonly unknown[]): Buffer {
  return Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A folder of the repository, to be spoiled. */
export function copyFolder(path: string, to: string): void {
  cpSync(repositoryPath(path), to, { recursive: true });
}

/** Where in `folder` a case's file lies, and how it gets there. */
export function fileIn(
  folder: string,
  name: string,
): { readonly path: string; write(bytes: Uint8Array): string } {
  const path = join(folder, name);
  return {
    path,
    write: (bytes) => {
      writeFileSync(path, bytes);
      return path;
    },
  };
}
