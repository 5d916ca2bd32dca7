// Stars and notes on rows: a record per marked row, beside the verdicts, which they never touch. They lie in `meta` under
// keys of their own, so that versions that know nothing of them open the file as before.
import { z } from 'zod';
import { longestNote, type RowMark } from '../../protocol/comparison';
import { storableText, textOf } from './columns';
import type { Database } from './database';
import { badCall } from './storeErrors';

const prefix = 'mark:';
const markJson = z.object({ starred: z.boolean(), note: z.string() });

/** Ids of the marked prompts, for a condition over `row_state`. */
export const markedPrompts = `SELECT CAST(substr(key, ${prefix.length + 1}) AS INTEGER) FROM meta WHERE key GLOB '${prefix}[0-9]*'`;

/** Neither star nor note takes the mark away. @throws GuardrailError invalidRequest for an unknown prompt or a note that is too long */
export function setRowMark(database: Database, promptId: number, { starred, note }: RowMark): void {
  if (note.length > longestNote) throw badCall(`A note has at most ${longestNote} characters.`);
  const key = prefix + String(promptId);
  database.write(() => {
    if (database.get('SELECT 1 FROM row_state WHERE prompt_id = :promptId', { promptId }) === undefined) {
      throw badCall(`The comparison has no prompt ${promptId}.`);
    }
    if (!starred && note.trim() === '') {
      database.run('DELETE FROM meta WHERE key = :key', { key });
    } else {
      const value = JSON.stringify({ starred, note: storableText(note.trim()) });
      database.run('INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)', { key, value });
    }
  });
}

/** undefined: none, or one that another program wrote wrongly, which is no reason to show nothing of its row. */
export function readRowMark(database: Database, promptId: number): RowMark | undefined {
  const key = prefix + String(promptId);
  const row = database.get('SELECT value FROM meta WHERE key = :key', { key });
  if (row === undefined) return undefined;
  try {
    return markJson.parse(JSON.parse(textOf(row, 'value')));
  } catch {
    return undefined;
  }
}
