// Brings a database to the newest schema and says whether a schema is exactly the one we would have made.
import { DatabaseSync } from 'node:sqlite';
import { type Database } from './database';
import { isSearchTable, searchTableSql } from './searchIndex';

/** Runs the steps after `from`; call it inside a write. */
export function migrate(database: Database, migrations: readonly string[], from: number): void {
  for (const step of migrations.slice(from)) database.exec(step);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
}

/**
 * What is in the file's schema that does not belong there, or is missing; null: nothing. A file from elsewhere
 * could bring triggers and views that run when we read or write, so anything unknown is refused.
 */
export function schemaDifference(database: Database, migrations: readonly string[]): string | null {
  const expected = expectedSchema(migrations);
  const seen = new Set<string>();
  for (const row of database.all('SELECT type, name, sql FROM sqlite_schema')) {
    const name = String(row['name']);
    const sql = row['sql'];
    // Indexes that SQLite makes for UNIQUE, and what ANALYZE writes.
    if (name.startsWith('sqlite_') && (sql === null || name.startsWith('sqlite_stat'))) continue;
    if (isSearchTable(name)) {
      const right = name === 'search' ? sql === searchTableSql : /^CREATE TABLE /.test(String(sql));
      if (row['type'] !== 'table' || !right) return `its search index is not ours`;
      continue;
    }
    if (expected.get(name) !== sql) return `it holds ${String(row['type'])} "${name}", which is not ours`;
    seen.add(name);
  }
  for (const name of expected.keys()) if (!seen.has(name)) return `table or index "${name}" is missing`;
  return null;
}

const schemas = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

/** SQL text by name, as SQLite keeps it. */
function expectedSchema(migrations: readonly string[]): ReadonlyMap<string, string> {
  let schema = schemas.get(migrations);
  if (schema === undefined) {
    const memory = new DatabaseSync(':memory:');
    for (const step of migrations) memory.exec(step);
    const rows = memory.prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
    schema = new Map(rows.map((row) => [String(row['name']), String(row['sql'])]));
    memory.close();
    schemas.set(migrations, schema);
  }
  return schema;
}
