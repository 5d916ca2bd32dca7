// Questions that failed for good, with their reasons: they count nowhere, and a resumed run asks them again.
import type { MissingAnswer } from '../../protocol/comparison';
import { integerOf, storableText, textOf } from './columns';
import type { Database, Row } from './database';
import { isOfPair, sideOf, storedSide } from './storedSides';

/** A newer reason takes the place of an older. */
export function noteMissing(
  database: Database,
  { promptId, side, sample, reason }: MissingAnswer,
  column: number,
  at: string,
): void {
  database.run(
    'INSERT OR REPLACE INTO missing (prompt_id, side, sample, reason, at) VALUES (:promptId, :side, :sample, :reason, :at)',
    { promptId, side: storedSide(side, column), sample, reason: storableText(reason), at },
  );
}

/** The answer has come after all; `side` as it stands in the file. */
export function forgetMissing(
  database: Database,
  { promptId, side, sample }: { readonly promptId: number; readonly side: string; readonly sample: number },
): void {
  const sql = 'DELETE FROM missing WHERE prompt_id = :promptId AND side = :side AND sample = :sample';
  database.run(sql, { promptId, side, sample });
}

/** Of the pair of a column. */
export function readMissing(database: Database, column: number): MissingAnswer[] {
  const sql = 'SELECT prompt_id, side, sample, reason FROM missing ORDER BY prompt_id, side, sample';
  return ofPair(database.all(sql), column).map(missingOf);
}

export function missingOfPrompt(database: Database, promptId: number, column: number): MissingAnswer[] {
  const sql =
    'SELECT prompt_id, side, sample, reason FROM missing WHERE prompt_id = :promptId ORDER BY side, sample';
  return ofPair(database.all(sql, { promptId }), column).map(missingOf);
}

function ofPair(rows: readonly Row[], column: number): Row[] {
  return rows.filter((row) => isOfPair(sideOf(row), column));
}

function missingOf(row: Row): MissingAnswer {
  return {
    promptId: integerOf(row, 'prompt_id'),
    side: sideOf(row).side,
    sample: integerOf(row, 'sample'),
    reason: textOf(row, 'reason'),
  };
}
