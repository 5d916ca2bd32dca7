// Who may write a comparison: one engine at a time, by a lock of the operating system on a file beside it.
// A killed engine leaves the empty lock file but not the lock, so nothing has to be guessed about process ids.
import { closeSync, openSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { GuardrailError } from '../../protocol/errors';
import { comparisonBusy, sqliteCode, writeFailed } from './storeErrors';

/** For whoever only looks whether the lock is held, which takes less. */
const lookMilliseconds = 250;

export interface WriteLock {
  release(): void;
}

/**
 * Locks `<path>-lock` through SQLite (which knows each system's locks, and counts connections within a
 * process too) and holds it until `release`.
 * @throws GuardrailError storeBusy if another engine holds it, storeWriteFailed if the file can't be made.
 */
export function acquireWriteLock(path: string): WriteLock {
  const lockPath = `${path}-lock`;
  // The holder before us deletes the file when it ends: then our lock is on a file without a name. Again.
  for (let attempt = 0; attempt < 20; attempt++) {
    const connection = lockOnce(path, lockPath);
    if (connection !== null) {
      let held = true;
      return {
        release: () => {
          if (!held) return;
          held = false;
          // Windows deletes only what no process has open; elsewhere a second try could take the next holder's file.
          const removed = removeLockFile(lockPath);
          connection.close();
          if (!removed) removeLockFile(lockPath);
        },
      };
    }
  }
  throw comparisonBusy(path, null);
}

/** Whether an engine holds the lock now. Makes no file, and holds nothing back. */
export function isWriteLocked(path: string): boolean {
  const lockPath = `${path}-lock`;
  if (lockFile(lockPath)?.isFile() !== true) return false;
  let connection: DatabaseSync | null = null;
  try {
    connection = new DatabaseSync(lockPath, { readOnly: true });
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    const code = sqliteCode(error);
    return code === 5 || code === 6;
  } finally {
    connection?.close();
  }
}

/** null: the lock file was deleted while we locked it. */
function lockOnce(path: string, lockPath: string): DatabaseSync | null {
  let connection: DatabaseSync | null = null;
  try {
    // Made before SQLite opens it, so that its number can be compared with the one we find afterwards.
    if (lockFile(lockPath) === undefined) closeSync(openSync(lockPath, 'a'));
    const before = lockFile(lockPath);
    if (before !== undefined && (!before.isFile() || before.size > 0n)) {
      throw writeFailed(path, `${lockPath} is in the way`);
    }
    connection = new DatabaseSync(lockPath);
    connection.exec(
      `PRAGMA busy_timeout = ${lookMilliseconds}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`,
    );
    if (before !== undefined && lockFile(lockPath)?.ino === before.ino) return connection;
    connection.close();
    return null;
  } catch (error) {
    connection?.close();
    const code = sqliteCode(error);
    if (code === 5 || code === 6) throw comparisonBusy(path, null);
    throw error instanceof GuardrailError
      ? error
      : writeFailed(path, 'no lock file can be made beside it', error);
  }
}

function lockFile(lockPath: string): BigIntStats | undefined {
  return statSync(lockPath, { bigint: true, throwIfNoEntry: false });
}

/** False if it is still there, which does no harm: the lock is what counts. */
function removeLockFile(lockPath: string): boolean {
  try {
    rmSync(lockPath, { force: true });
    return true;
  } catch {
    return false;
  }
}
