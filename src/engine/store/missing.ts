// Questions that failed for good, with their reasons: they count nowhere, and a resumed run asks them again.
import type { MissingAnswer, ResponseRecord } from '../../protocol/comparison';
import { sides } from '../../protocol/outcomes';
import { integerOf, oneOf, storableText, textOf } from './columns';
import type { Database, Row } from './database';

/** A newer reason takes the place of an older. */
export function noteMissing(
  database: Database,
  { promptId, side, sample, reason }: MissingAnswer,
  at: string,
): void {
  database.run(
    'INSERT OR REPLACE INTO missing (prompt_id, side, sample, reason, at) VALUES (:promptId, :side, :sample, :reason, :at)',
    { promptId, side, sample, reason: storableText(reason), at },
  );
}

/** The answer has come after all. */
export function forgetMissing(
  database: Database,
  { promptId, side, sample }: Pick<ResponseRecord, 'promptId' | 'side' | 'sample'>,
): void {
  const sql = 'DELETE FROM missing WHERE prompt_id = :promptId AND side = :side AND sample = :sample';
  database.run(sql, { promptId, side, sample });
}

export function readMissing(database: Database): MissingAnswer[] {
  const sql = 'SELECT prompt_id, side, sample, reason FROM missing ORDER BY prompt_id, side, sample';
  return database.all(sql).map(missingOf);
}

export function missingOfPrompt(database: Database, promptId: number): MissingAnswer[] {
  const sql =
    'SELECT prompt_id, side, sample, reason FROM missing WHERE prompt_id = :promptId ORDER BY side, sample';
  return database.all(sql, { promptId }).map(missingOf);
}

function missingOf(row: Row): MissingAnswer {
  return {
    promptId: integerOf(row, 'prompt_id'),
    side: oneOf(row, 'side', sides),
    sample: integerOf(row, 'sample'),
    reason: textOf(row, 'reason'),
  };
}
