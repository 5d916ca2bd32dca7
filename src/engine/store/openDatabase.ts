// Creates and opens comparison files: the lock, SQLite's safety settings, and every check that a file is ours.
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { GuardrailError } from '../../protocol/errors';
import { Database } from './database';
import { migrate, schemaDifference } from './migrate';
import { applicationId, migrations as ourMigrations } from './schema';
import {
  comparisonBusy,
  comparisonExists,
  leftOpen,
  newerComparison,
  notAComparison,
  olderComparison,
  sqliteCode,
  translateError,
  unreadable,
  writeFailed,
} from './storeErrors';
import { acquireWriteLock, isWriteLocked, type WriteLock } from './writeLock';

export interface OpenDatabase {
  readonly database: Database;
  /** Whether this or another process writes the file now. */
  isWritten(): boolean;
  /** Closes it and lets the next writer in. */
  close(): void;
}

/**
 * A new file with the newest schema; `fill` writes its first rows in the same transaction.
 * @throws GuardrailError storeInvalid if the file exists, storeWriteFailed if it can't be written, storeBusy.
 */
export function createDatabase(path: string, fill: (database: Database) => void): OpenDatabase {
  const real = realPath(path);
  const lock = acquireWriteLock(real);
  const unfinished = `${real}.new`;
  try {
    const before = statSync(real, { throwIfNoEntry: false });
    // An empty file is what an editor's "new file" makes.
    if (before !== undefined && (!before.isFile() || before.size > 0)) throw comparisonExists(path);
    // Under its own name the file is whole or not there, whenever the process ends. What an earlier creation left goes.
    removeDatabase(unfinished);
    const database = new Database(unfinished, 'write', connect(unfinished, 'write'));
    try {
      database.write(() => {
        database.exec(`PRAGMA application_id = ${applicationId}`);
        migrate(database, ourMigrations, 0);
        fill(database);
      });
    } finally {
      database.close();
    }
    renameSync(unfinished, real);
    const created = new Database(real, 'write', connect(real, 'write'));
    useWriteAheadLog(created);
    return opened(created, real, () => lock.release());
  } catch (error) {
    removeDatabase(unfinished);
    lock.release();
    throw translateError(error, path, 'write');
  }
}

/** With its journal, which SQLite would apply to the next file of this name. */
function removeDatabase(path: string): void {
  for (const suffix of ['', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

/**
 * @throws GuardrailError storeInvalid (missing, not a comparison, damaged, newer), storeBusy (another engine
 * writes it), storeWriteFailed (no permission to write).
 */
export function openForWriting(path: string, migrations = ourMigrations): OpenDatabase {
  const real = existingFile(path);
  const lock = lockForWriting(real, migrations);
  try {
    const database = connectChecked(real, 'write', migrations);
    useWriteAheadLog(database);
    return opened(database, real, () => lock.release());
  } catch (error) {
    lock.release();
    throw translateError(error, path, 'write');
  }
}

/** @throws GuardrailError storeInvalid (missing, not a comparison, damaged, newer). */
export function openForReading(path: string, migrations = ourMigrations): OpenDatabase {
  const real = existingFile(path);
  try {
    return opened(connectChecked(real, 'read', migrations), real, () => removeEmptyLog(real));
  } catch (error) {
    if (!(error instanceof OlderSchema)) throw translateError(error, path, 'read');
  }
  try {
    openForWriting(path, migrations).close();
  } catch (error) {
    throw olderComparison(path, error);
  }
  return opened(connectChecked(real, 'read', migrations), real, () => removeEmptyLog(real));
}

class OlderSchema extends Error {}

function opened(database: Database, real: string, release: () => void): OpenDatabase {
  return {
    database,
    isWritten: () => isWriteLocked(real),
    close: () => {
      database.close();
      release();
    },
  };
}

/** A writer that ends while another process reads has to leave its empty log; the last reader removes it. */
function removeEmptyLog(real: string): void {
  if (statSync(`${real}-wal`, { throwIfNoEntry: false })?.size !== 0) return;
  try {
    const lock = acquireWriteLock(real);
    try {
      const connection = connect(real, 'write');
      connection.exec('PRAGMA journal_mode = DELETE');
      connection.close();
    } finally {
      lock.release();
    }
  } catch {
    // Another process uses it, or the folder can't be written to: it does no harm.
  }
}

/** Links resolved, so that all names of a file share one lock. */
function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    try {
      return join(realpathSync(dirname(absolute)), basename(absolute));
    } catch (error) {
      throw writeFailed(path, `the folder ${dirname(absolute)} does not exist`, error);
    }
  }
}

function existingFile(path: string): string {
  let real: string;
  try {
    real = realpathSync(resolve(path));
  } catch (error) {
    throw notAComparison(path, 'there is no such file', error);
  }
  // A pipe would wait for its other end for ever.
  if (!statSync(real).isFile()) throw notAComparison(path, 'it is not a file');
  try {
    accessSync(real, constants.R_OK);
  } catch (error) {
    throw unreadable(path, 'permission denied', error);
  }
  return real;
}

/** Where another process has the lock, the error names it, as the file itself does. */
function lockForWriting(real: string, migrations: readonly string[]): WriteLock {
  try {
    return acquireWriteLock(real);
  } catch (error) {
    if (!(error instanceof GuardrailError && error.code === 'storeBusy')) throw error;
    const file = openForReading(real, migrations);
    const writer = file.database.get(`SELECT value FROM meta WHERE key = 'writer'`)?.['value'];
    file.close();
    throw comparisonBusy(real, typeof writer === 'string' ? writer : null);
  }
}

function connect(path: string | URL, mode: 'read' | 'write'): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly: mode === 'read', allowExtension: false });
  // Older versions of Node don't have the switch; the check of the schema stands by itself.
  if (Object.hasOwn(DatabaseSync.prototype, 'enableDefensive')) connection.enableDefensive(true);
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 2000');
  return connection;
}

function connectChecked(real: string, mode: 'read' | 'write', migrations: readonly string[]): Database {
  const connection = connectReadable(real, mode);
  try {
    const database = new Database(real, mode, connection);
    checkFile(database, migrations);
    database.exec('PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536');
    return database;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A connection through which the schema could be read. */
function connectReadable(real: string, mode: 'read' | 'write'): DatabaseSync {
  const connection = connect(real, mode);
  try {
    connection.exec('SELECT 1 FROM sqlite_schema');
    return connection;
  } catch (error) {
    connection.close();
    const code = sqliteCode(error);
    // A schema that SQLite can't make sense of is an "SQL logic error" to it.
    if (code === 1) throw notAComparison(real, 'its schema is damaged', error);
    if (mode === 'write' || (code !== 8 && code !== 14)) throw error;
    return connectImmutable(real, error);
  }
}

/**
 * To read a file in write-ahead mode SQLite wants to write beside it. Where it can't, and nothing is in the log, it
 * can be opened as a file that will not change.
 */
function connectImmutable(real: string, cause: unknown): DatabaseSync {
  const log = statSync(`${real}-wal`, { throwIfNoEntry: false });
  try {
    if (log !== undefined && log.size > 0) throw cause;
    const url = pathToFileURL(real);
    url.search = '?immutable=1';
    // Versions of Node before 22.15 take no URL.
    return connect(url, 'read');
  } catch {
    throw leftOpen(real, cause);
  }
}

function checkFile(database: Database, migrations: readonly string[]): void {
  const pragma = (name: string): number => Number(database.get(`PRAGMA ${name}`)?.[name]);
  if (pragma('application_id') !== applicationId) {
    throw notAComparison(database.path, 'it is a database of something else');
  }
  const version = pragma('user_version');
  if (version > migrations.length) throw newerComparison(database.path, versionNeeded(database));
  const difference = schemaDifference(database, migrations.slice(0, version));
  if (difference !== null) throw notAComparison(database.path, difference);
  if (version === migrations.length) return;
  if (database.mode === 'read') throw new OlderSchema();
  database.write(() => migrate(database, migrations, version));
}

/** Every schema to come keeps the table `meta` with this key. */
function versionNeeded(database: Database): string | null {
  try {
    const value = database.get(`SELECT value FROM meta WHERE key = 'requires'`)?.['value'];
    return typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * A commit is in the log when it returns: the end of this process can't take it back. The log reaches the disk
 * at checkpoints (every 4 MB and at the end), so that a power cut may cost the responses since the last one, but
 * never the file. Where the file system can't share memory, the file works without the log.
 */
function useWriteAheadLog(database: Database): void {
  const mode = database.get('PRAGMA journal_mode = WAL')?.['journal_mode'];
  database.exec(
    `PRAGMA synchronous = ${mode === 'wal' ? 'NORMAL' : 'FULL'}; PRAGMA wal_autocheckpoint = 1000`,
  );
}
