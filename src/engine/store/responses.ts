// Responses as they come out of generation.
import type { ResponseRecord } from '../../protocol/comparison';
import { finishReasons } from '../../protocol/generation';
import type { Side, SuiteKind } from '../../protocol/outcomes';
import type { JudgeFacts } from '../../protocol/summary';
import {
  bytesOf,
  integerOf,
  nullableTextOf,
  oneOf,
  packIntegers,
  packReals,
  realOf,
  storableText,
  textOf,
  unpackIntegers,
  unpackReals,
} from './columns';
import type { Database, Row } from './database';
import { jsonRows } from './jsonRows';
import { givePlace, takePlace } from './labels';
import { forgetMissing } from './missing';
import { refreshRow } from './rowState';
import { forgetResponse, indexResponse } from './searchIndex';
import { badCall } from './storeErrors';
import { isOfPair, sideOf, storedSide } from './storedSides';

/** `promptId:sample` of what a side has; `column`: which tuned subject, where the side is that. */
export function finishedResponses(database: Database, side: Side, column: number): Set<string> {
  const finished = new Set<string>();
  const word = storedSide(side, column);
  const table = { table: 'response_state', key: 'prompt_id', order: 'prompt_id, side, sample' };
  for (const row of jsonRows(database, { ...table, columns: `side, prompt_id || ':' || sample` })) {
    const [rowSide, key] = row;
    if (rowSide === word && typeof key === 'string') finished.add(key);
  }
  return finished;
}

/** @throws GuardrailError invalidRequest for an unknown prompt and for a response that is there already. */
export function insertResponse(
  database: Database,
  response: ResponseRecord,
  column: number,
  at: string,
): number {
  const { promptId, sample } = response;
  const side = storedSide(response.side, column);
  if (database.get('SELECT 1 FROM row_state WHERE prompt_id = :promptId', { promptId }) === undefined) {
    throw badCall(`The comparison has no prompt ${promptId}.`);
  }
  const there =
    'SELECT 1 FROM response_state WHERE prompt_id = :promptId AND side = :side AND sample = :sample';
  if (database.get(there, { promptId, side, sample }) !== undefined) {
    throw badCall(`Response ${promptId}:${sample} of ${side} is in the file already.`);
  }
  const text = storableText(response.text);
  const answer = storableText(response.answer);
  const tokens = response.tokens ?? 0;
  const { seed, milliseconds } = response;
  const id = database.run(
    `INSERT INTO response (prompt_id, side, sample, rendered_prompt_id, text, reasoning, answer, finish_reason,
       seed, prompt_tokens, tokens, mean_logprob, milliseconds, at, unknown)
     VALUES (:promptId, :side, :sample, :renderedPromptId, :text, :reasoning, :answer, :finishReason,
       :seed, :promptTokens, :tokens, :meanLogprob, :milliseconds, :at, :unknown)`,
    {
      ...{ promptId, side, sample, text, seed, tokens, milliseconds, at },
      renderedPromptId: renderedPromptId(database, promptId, storableText(response.renderedPrompt ?? '')),
      reasoning: response.reasoning === null ? null : storableText(response.reasoning),
      answer: answer === text ? null : answer,
      finishReason: response.finishReason ?? 'stop',
      promptTokens: response.promptTokens ?? 0,
      meanLogprob: mean(response.logprobs ?? []),
      unknown: unknownColumns(response),
    },
  );
  database.run(
    // Node 22 takes an empty array for NULL.
    `INSERT INTO response_tokens (response_id, token_ids, logprobs)
     VALUES (:id, coalesce(:tokenIds, x''), coalesce(:logprobs, x''))`,
    { id, tokenIds: packIntegers(response.tokenIds ?? []), logprobs: packReals(response.logprobs ?? []) },
  );
  database.run(
    `INSERT INTO response_state (prompt_id, side, sample, response_id, tokens, milliseconds, disagreement)
     VALUES (:promptId, :side, :sample, :id, :tokens, :milliseconds, 0)`,
    { promptId, side, sample, id, tokens, milliseconds },
  );
  forgetMissing(database, { promptId, side, sample });
  indexResponse(database, { id, promptId, side, sample }, answer);
  refreshRow(database, promptId, response.side === 'tuned' ? column : null);
  return id;
}

/**
 * A longer answer in the place of one that was cut. Verdicts of the cut one go with it, a person's too, and a label: they were about
 * another text.
 * @throws GuardrailError invalidRequest where there is no response in its place.
 */
export function replaceResponse(
  database: Database,
  response: ResponseRecord,
  column: number,
  at: string,
): number {
  const { promptId, sample } = response;
  const side = storedSide(response.side, column);
  const before = readResponse(database, response, column);
  if (before === null) throw badCall(`Response ${promptId}:${sample} of ${side} is not in the file.`);
  const { id } = before;
  const place = takePlace(database, id);
  forgetResponse(database, { id, promptId, side, sample }, before.answer);
  database.run('DELETE FROM verdict WHERE response_id = :id', { id });
  database.run('DELETE FROM response_tokens WHERE response_id = :id', { id });
  database.run(
    'DELETE FROM response_state WHERE prompt_id = :promptId AND side = :side AND sample = :sample',
    { promptId, side, sample },
  );
  database.run('DELETE FROM response WHERE id = :id', { id });
  const newId = insertResponse(database, response, column, at);
  if (place !== null) givePlace(database, place, newId);
  return newId;
}

type Place = Pick<ResponseRecord, 'promptId' | 'side' | 'sample'>;

/** null: there is none. */
export function readResponse(
  database: Database,
  { promptId, side, sample }: Place,
  column: number,
): (ResponseRecord & { readonly id: number }) | null {
  const row = database.get(
    `${wholeResponse}
     JOIN response_state ON response_state.response_id = response.id
     WHERE response_state.prompt_id = :promptId AND response_state.side = :side
       AND response_state.sample = :sample`,
    { promptId, side: storedSide(side, column), sample },
  );
  return row === undefined ? null : responseOf(row);
}

/** Of every response whose length is known: where it stands, how long it is, and whether the limit ended it. */
export interface ResponseLength extends Place {
  readonly tokens: number;
  /** null: not known. */
  readonly promptTokens: number | null;
  readonly cut: boolean;
}

/** Of the pair of a column, by prompt, side and sample. */
export function readLengths(database: Database, column: number): ResponseLength[] {
  const rows = database.all(
    `SELECT prompt_id, side, sample, prompt_tokens, tokens, finish_reason, unknown FROM response
     ORDER BY prompt_id, side, sample`,
  );
  return rows.flatMap((row): ResponseLength[] => {
    const stored = sideOf(row);
    if (!isOfPair(stored, column)) return [];
    const tokens = known(row, 'tokens', () => integerOf(row, 'tokens'));
    const reason = known(row, 'finish_reason', () => oneOf(row, 'finish_reason', finishReasons));
    if (tokens === null || reason === null) return [];
    return [
      {
        promptId: integerOf(row, 'prompt_id'),
        side: stored.side,
        sample: integerOf(row, 'sample'),
        promptTokens: known(row, 'prompt_tokens', () => integerOf(row, 'prompt_tokens')),
        tokens,
        cut: reason === 'length',
      },
    ];
  });
}

const wholeResponse = `
  SELECT response.*, coalesce(answer, response.text) AS answer, rendered_prompt.text AS rendered_prompt,
    token_ids, logprobs
  FROM response
  JOIN response_tokens ON response_tokens.response_id = response.id
  JOIN rendered_prompt ON rendered_prompt.id = rendered_prompt_id`;

/** Whose verdict is missing of which kinds of prompts, and from which response on. */
export interface UnjudgedPage {
  readonly judge: Pick<JudgeFacts, 'id' | 'version'>;
  readonly kinds: readonly SuiteKind[];
  readonly afterId: number;
  readonly limit: number;
}

/** Responses to prompts of these kinds without a verdict of this judge in this version, by id. */
export function unjudgedResponses(
  database: Database,
  { judge, kinds, afterId, limit }: UnjudgedPage,
): (ResponseRecord & { readonly id: number })[] {
  const rows = database.all(
    `${wholeResponse}
     JOIN row_state ON row_state.prompt_id = response.prompt_id
     WHERE response.id > :afterId
       AND row_state.kind IN (SELECT value FROM json_each(:kinds))
       AND NOT EXISTS (
         SELECT 1 FROM verdict
         WHERE verdict.response_id = response.id AND judge_id = :judgeId AND judge_version = :judgeVersion
       )
     ORDER BY response.id LIMIT :limit`,
    { afterId, judgeId: judge.id, judgeVersion: judge.version, kinds: JSON.stringify(kinds), limit },
  );
  return rows.map(responseOf);
}

/** The answers to a prompt of the pair of a column, in the order in which they came. */
export function readResponses(database: Database, promptId: number, column: number): ResponseRecord[] {
  const rows = database.all(
    `${wholeResponse}
     WHERE response.id IN (SELECT response_id FROM response_state WHERE prompt_id = :promptId)
     ORDER BY response.id`,
    { promptId },
  );
  return rows.filter((row) => isOfPair(sideOf(row), column)).map(responseOf);
}

function responseOf(row: Row): ResponseRecord & { readonly id: number } {
  return {
    id: integerOf(row, 'id'),
    promptId: integerOf(row, 'prompt_id'),
    side: sideOf(row).side,
    sample: integerOf(row, 'sample'),
    text: textOf(row, 'text'),
    reasoning: nullableTextOf(row, 'reasoning'),
    answer: textOf(row, 'answer'),
    finishReason: known(row, 'finish_reason', () => oneOf(row, 'finish_reason', finishReasons)),
    seed: integerOf(row, 'seed'),
    promptTokens: known(row, 'prompt_tokens', () => integerOf(row, 'prompt_tokens')),
    tokens: known(row, 'tokens', () => integerOf(row, 'tokens')),
    tokenIds: known(row, 'token_ids', () => unpackIntegers(bytesOf(row, 'token_ids'))),
    logprobs: known(row, 'logprobs', () => unpackReals(bytesOf(row, 'logprobs'))),
    milliseconds: realOf(row, 'milliseconds'),
    renderedPrompt: known(row, 'rendered_prompt', () => textOf(row, 'rendered_prompt')),
  };
}

/** Columns of a response, and of what is joined to it, that a respondent may not know. */
const uncertain = {
  finish_reason: 'finishReason',
  prompt_tokens: 'promptTokens',
  tokens: 'tokens',
  token_ids: 'tokenIds',
  logprobs: 'logprobs',
  rendered_prompt: 'renderedPrompt',
} as const satisfies Readonly<Record<string, keyof ResponseRecord>>;

type UncertainColumn = keyof typeof uncertain;

/** null: all is known. */
function unknownColumns(response: ResponseRecord): string | null {
  const columns = Object.entries(uncertain).filter(([, key]) => response[key] === null);
  return columns.length === 0 ? null : columns.map(([column]) => column).join(',');
}

/** The value, or null where the row says that it is a placeholder. */
export function known<T>(row: Row, column: UncertainColumn, read: () => T): T | null {
  const unknown = nullableTextOf(row, 'unknown');
  return unknown?.split(',').includes(column) === true ? null : read();
}

/** All sides and samples of a prompt that were rendered alike share one copy. */
function renderedPromptId(database: Database, promptId: number, text: string): number {
  const values = { promptId, text };
  const row = database.get(
    'SELECT id FROM rendered_prompt WHERE prompt_id = :promptId AND text = :text',
    values,
  );
  if (row !== undefined) return integerOf(row, 'id');
  return database.run('INSERT INTO rendered_prompt (prompt_id, text) VALUES (:promptId, :text)', values);
}

/** null: no tokens. */
function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
