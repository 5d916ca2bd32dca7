// What the answers of all subjects of a comparison took, in one pass over them.
import type { AnswerCost, AnswerCosts } from '../../protocol/matrix';
import { integerOf, realOf, textOf } from './columns';
import type { Database } from './database';
import { storedSide } from './storedSides';

/** Answers whose tokens are not known are in no mean. */
export function readCosts(database: Database, columns: number): AnswerCosts {
  const rows = database.all(
    `SELECT side, count(*) AS answers, avg(tokens) AS tokens, avg(milliseconds) AS milliseconds FROM response
     WHERE unknown IS NULL OR ',' || unknown || ',' NOT LIKE '%,tokens,%' GROUP BY side`,
  );
  const costs = new Map(
    rows.map((row): [string, AnswerCost] => [
      textOf(row, 'side'),
      {
        answers: integerOf(row, 'answers'),
        tokensPerAnswer: realOf(row, 'tokens'),
        secondsPerAnswer: realOf(row, 'milliseconds') / 1000,
      },
    ]),
  );
  return {
    base: costs.get(storedSide('base', 0)) ?? null,
    columns: Array.from({ length: columns }, (_, column) => costs.get(storedSide('tuned', column)) ?? null),
  };
}
