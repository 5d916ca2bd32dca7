// Stores in temporary folders, and what the tests of the store expect of errors.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { ComparisonStore } from '../../../../src/engine/store/comparisonStore';
import { ComparisonStores } from '../../../../src/engine/store/comparisonStores';
import { type ErrorCode, GuardrailError } from '../../../../src/protocol/errors';

/** A clock that goes on by a second each time it is asked. */
export function tickingStores(): ComparisonStores {
  let seconds = 0;
  return new ComparisonStores(() => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds++)));
}

/** A new folder per call, removed after the test, with every store that was handed to `keep` closed first. */
export function useTemporaryStores(): {
  readonly path: (name?: string) => string;
  readonly keep: <T extends Pick<ComparisonStore, 'close'>>(store: T) => T;
} {
  const folders: string[] = [];
  const stores: Pick<ComparisonStore, 'close'>[] = [];
  afterEach(() => {
    for (const store of stores.splice(0)) store.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return {
    path: (name = 'test.glens') => {
      const folder = mkdtempSync(join(tmpdir(), 'glens-store-'));
      folders.push(folder);
      return join(folder, name);
    },
    keep: (store) => {
      stores.push(store);
      return store;
    },
  };
}

/** Runs `work`, which must throw a GuardrailError with this code, and returns it. */
export function expectError(code: ErrorCode, work: () => unknown): GuardrailError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(GuardrailError);
    if (error instanceof GuardrailError) {
      expect(`${error.code}: ${error.message}`).toContain(`${code}: `);
      expect(error.advice).not.toBe('');
      return error;
    }
  }
  throw new Error(`Expected ${code}, but nothing was thrown.`);
}
