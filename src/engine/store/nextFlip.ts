// From one flip to the next, in run order.
import { integerOf } from './columns';
import type { Database } from './database';
import { rowStates } from './storedSides';

/**
 * The prompt of the first flip after (or before) `from`, wrapping around; null where nothing flipped.
 * With no `from`: the first one, or the last one backwards.
 */
export function findNextFlip(
  database: Database,
  column: number,
  from: number | null,
  backwards: boolean,
): number | null {
  const order = backwards ? 'DESC' : 'ASC';
  const beyond = backwards ? '<' : '>';
  // Prompt ids begin at 1.
  const start = from ?? (backwards ? Number.MAX_SAFE_INTEGER : 0);
  const select = `SELECT prompt_id FROM ${rowStates(column)} WHERE flip IS NOT NULL`;
  const row =
    database.get(`${select} AND prompt_id ${beyond} :start ORDER BY prompt_id ${order} LIMIT 1`, { start }) ??
    database.get(`${select} ORDER BY prompt_id ${order} LIMIT 1`);
  return row === undefined ? null : integerOf(row, 'prompt_id');
}
