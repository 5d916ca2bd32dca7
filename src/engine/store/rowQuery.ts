// Pages of rows: the narrow table decides which prompts, then only the page's texts are read.
import {
  person,
  type ComparisonRow,
  type RowPage,
  type RowQuery,
  type RowSort,
  type SampleRow,
} from '../../protocol/comparison';
import { finishReasons } from '../../protocol/generation';
import { flips, type Flip, type Side } from '../../protocol/outcomes';
import {
  integerOf,
  nullableIntegerOf,
  nullableRealOf,
  nullableTextOf,
  oneOf,
  realOf,
  textOf,
} from './columns';
import type { Database } from './database';
import { readPrompt } from './prompts';
import { missingOfPrompt } from './missing';
import { known } from './responses';
import { readRowMark } from './rowMarks';
import { conditionOf, resolveFilter } from './rowFilter';
import { badCall, damagedComparison } from './storeErrors';
import { isOfPair, rowStates, sideOf } from './storedSides';
import { judgeIds, latestOutcome, readVerdict } from './verdictHistory';

const maxPage = 1000;

/** Rows that tie are in run order, whichever way the sort goes. */
const sortKeys: Readonly<Record<RowSort, string>> = {
  runOrder: 'prompt_id',
  suite: 'suite_id',
  category: 'category',
  flip: `CASE flip WHEN 'lost' THEN 0 WHEN 'gained' THEN 1 ELSE 2 END`,
  tokens: 'tokens',
  time: 'milliseconds',
};

/** Of the pair of a column. @throws GuardrailError invalidRequest for an offset or a limit that is no page. */
export function queryRows(database: Database, column: number, query: RowQuery): RowPage {
  const { offset, limit } = query;
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw badCall('The offset of a page is not a whole number.');
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > maxPage) {
    throw badCall(`The limit of a page is not a whole number up to ${maxPage}.`);
  }
  return database.read(() => {
    const { sql, parameters } = conditionOf(resolveFilter(database, column, query.filter));
    const source = rowStates(column);
    const count = database.get(`SELECT count(*) AS total FROM ${source} WHERE ${sql}`, parameters);
    const order = `${sortKeys[query.sort]} ${query.descending ? 'DESC' : 'ASC'}, prompt_id`;
    const page = database.all(
      `SELECT prompt_id, flip FROM ${source} WHERE ${sql} ORDER BY ${order} LIMIT :limit OFFSET :offset`,
      { ...parameters, limit, offset },
    );
    return {
      total: integerOf(count ?? {}, 'total'),
      rows: page.map((row) =>
        readRow(
          database,
          column,
          integerOf(row, 'prompt_id'),
          row['flip'] === null ? null : oneOf(row, 'flip', flips),
        ),
      ),
    };
  });
}

function readRow(database: Database, column: number, promptId: number, flip: Flip | null): ComparisonRow {
  const prompt = readPrompt(database, promptId);
  if (prompt === null) throw damagedComparison(`prompt ${promptId} is missing`);
  const [first] = judgeIds(database);
  const bySide: Partial<Record<Side, SampleRow[]>> = {};
  const rows = database.all(
    `SELECT state.side, state.sample, response_id, verdict_id, coalesce(answer, text) AS answer, reasoning, finish_reason,
       response.tokens, response.milliseconds, mean_logprob, unknown
     FROM response_state AS state JOIN response ON response.id = response_id
     WHERE state.prompt_id = :promptId ORDER BY state.sample`,
    { promptId },
  );
  for (const row of rows) {
    const stored = sideOf(row);
    if (!isOfPair(stored, column)) continue;
    const verdictId = nullableIntegerOf(row, 'verdict_id');
    const responseId = integerOf(row, 'response_id');
    const verdict = verdictId === null ? null : readVerdict(database, verdictId);
    const sample: SampleRow = {
      responseId,
      sample: integerOf(row, 'sample'),
      answer: textOf(row, 'answer'),
      reasoning: nullableTextOf(row, 'reasoning'),
      finishReason: known(row, 'finish_reason', () => oneOf(row, 'finish_reason', finishReasons)),
      tokens: known(row, 'tokens', () => integerOf(row, 'tokens')),
      milliseconds: realOf(row, 'milliseconds'),
      meanLogprob: nullableRealOf(row, 'mean_logprob'),
      verdict,
      ...(verdict?.judgeId === person && {
        judgeOutcome: first === undefined ? null : latestOutcome(database, responseId, first),
      }),
    };
    (bySide[stored.side] ??= []).push(sample);
  }
  const mark = readRowMark(database, promptId);
  return {
    ...{ ...prompt, sides: bySide, missing: missingOfPrompt(database, promptId, column), flip },
    ...(mark === undefined ? {} : { mark }),
  };
}
