// One SQLite connection with cached statements, transactions and errors in words. Knows no table.
//
// Never open a comparison file with `fs` in a process that has it open here: closing any descriptor of a file
// drops all POSIX locks that the process holds on it, SQLite's among them.
import { statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { translateError, writeFailed } from './storeErrors';

/** A result row by column name. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Values by name, for the `:name` of a statement. */
export type Parameters = Readonly<Record<string, SQLInputValue>>;

export class Database {
  private readonly statements = new Map<string, StatementSync>();
  private readonly identity: string | null;
  private depth = 0;
  private open = true;

  constructor(
    readonly path: string,
    readonly mode: 'read' | 'write',
    private readonly connection: DatabaseSync,
  ) {
    this.identity = fileIdentity(path);
  }

  /** Statements without parameters or results; several separated by semicolons. */
  exec(sql: string): void {
    this.guard(() => {
      this.connection.exec(sql);
    });
  }

  get(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.guard(() => this.prepare(sql).get(parameters));
  }

  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.guard(() => this.prepare(sql).all(parameters));
  }

  /** Rows one by one; the same statement must not be used again before the loop ends. */
  *iterate(sql: string, parameters: Parameters = {}): Generator<Row, void, undefined> {
    const rows = this.guard(() => this.prepare(sql).iterate(parameters));
    for (;;) {
      const next = this.guard(() => rows.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** Returns the id of the row that was inserted last. */
  run(sql: string, parameters: Parameters = {}): number {
    return this.guard(() => Number(this.prepare(sql).run(parameters).lastInsertRowid));
  }

  /**
   * All writes of `work` or none; durable against the end of this process when it returns. May be nested.
   * @throws GuardrailError storeWriteFailed if the disk is full or the file is gone, storeBusy.
   */
  write<T>(work: () => T): T {
    if (this.mode === 'read') throw writeFailed(this.path, 'it was opened for reading');
    if (this.depth > 0)
      return this.transaction('SAVEPOINT inner', 'RELEASE inner', 'ROLLBACK TO inner', work);
    // SQLite would go on writing into a file that no longer has a name.
    if (fileIdentity(this.path) !== this.identity) {
      throw writeFailed(this.path, 'the file was moved, deleted or replaced while it was open');
    }
    return this.transaction('BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK', work);
  }

  /** Several reads of one state of the file, whatever a writer does meanwhile. */
  read<T>(work: () => T): T {
    return this.depth > 0 ? work() : this.transaction('BEGIN', 'COMMIT', 'ROLLBACK', work);
  }

  /** Folds the log into the file and lets go of it; a second call does nothing. Never throws. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    // What can't be folded now (a reader is in the way, the disk is full) stays in the log and is not lost.
    // Without write-ahead logging a closed file can be read in a folder that can't be written to.
    const last =
      this.mode === 'write' ? ['PRAGMA wal_checkpoint(TRUNCATE)', 'PRAGMA journal_mode = DELETE'] : [];
    for (const sql of last) attempt(() => this.connection.exec(sql));
    attempt(() => {
      this.connection.close();
    });
  }

  private transaction<T>(begin: string, commit: string, rollback: string, work: () => T): T {
    this.exec(begin);
    this.depth++;
    try {
      const result = work();
      this.exec(commit);
      return result;
    } catch (error) {
      // SQLite has rolled back by itself where the disk was full.
      attempt(() => this.connection.exec(rollback));
      throw error;
    } finally {
      this.depth--;
    }
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translateError(error, this.path, this.mode);
    }
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The caller goes on without it.
  }
}

/** Device and file number; null where there is no file. */
function fileIdentity(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev.toString()}:${stats.ino.toString()}`;
}
