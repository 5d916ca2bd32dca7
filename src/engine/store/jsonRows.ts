// Reads a whole table as JSON arrays: SQLite packs and JavaScript unpacks them much faster than row by row.
import { integerOf, nullableIntegerOf, textOf } from './columns';
import type { Database } from './database';
import { damagedComparison } from './storeErrors';

/** Keys per JSON array. */
const step = 10_000;

export interface JsonTable {
  readonly table: string;
  /** Column of non-negative integers with an index. */
  readonly key: string;
  readonly order: string;
  readonly columns: string;
}

/** Rows as arrays in the order of `columns`; numbers may have lost their last digits. */
export function* jsonRows(
  database: Database,
  { table, key, order, columns }: JsonTable,
): Generator<readonly unknown[], void, undefined> {
  // From key to key that is there: the gaps of a tampered file could be of any size.
  const next = `SELECT min(${key}) AS first FROM ${table} WHERE ${key} >= :from`;
  const rows = `
    SELECT json_group_array(json_array(${columns})) AS rows
    FROM (SELECT * FROM ${table} WHERE ${key} >= :first AND ${key} < :end ORDER BY ${order})`;
  let from = 0;
  for (;;) {
    const first = nullableIntegerOf(database.get(next, { from }) ?? {}, 'first');
    if (first === null) return;
    const end = integerOf({ end: first + step }, 'end');
    const parsed: unknown = JSON.parse(textOf(database.get(rows, { first, end }) ?? {}, 'rows'));
    from = end;
    if (!Array.isArray(parsed)) throw damagedComparison(`table ${table} can't be read`);
    for (const row of parsed as unknown[]) {
      if (Array.isArray(row)) yield row as unknown[];
    }
  }
}
