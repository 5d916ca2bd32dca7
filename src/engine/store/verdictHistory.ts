// Verdicts and their history: nothing is ever overwritten.
import { person, type NewVerdict, type VerdictRecord } from '../../protocol/comparison';
import { outcomes, suiteKinds, type Outcome, type Verdict } from '../../protocol/outcomes';
import type { JudgeFacts } from '../../protocol/summary';
import { outcomesOf } from '../../safety/outcomes/handled';
import {
  integerOf,
  nullableIntegerOf,
  nullableRealOf,
  nullableTextOf,
  oneOf,
  storableText,
  textOf,
} from './columns';
import type { Database, Row } from './database';
import { setJudgeList } from './comparisonFacts';
import { refreshResponse, refreshRow } from './rowState';
import { badCall } from './storeErrors';
import { sideOf, storedSide } from './storedSides';

/** Makes `judges` the judges; where that changes which verdict counts, every row follows. */
export function replaceJudges(database: Database, judges: readonly JudgeFacts[]): void {
  database.write(() => {
    const before = judgeIds(database);
    setJudgeList(database, judges);
    const after = judges.map((judge) => judge.id);
    if (before.join('\n') === after.join('\n')) return;
    for (const row of database.all('SELECT DISTINCT response_id FROM verdict')) {
      refreshResponse(database, integerOf(row, 'response_id'), after);
    }
    for (const row of database.all('SELECT prompt_id FROM row_state')) {
      refreshRow(database, integerOf(row, 'prompt_id'), null);
    }
  });
}

/** @throws GuardrailError invalidRequest for an unknown response, or where a judge calls itself a person. */
export function insertVerdict(database: Database, responseId: number, verdict: Verdict, at: string): void {
  if (verdict.judgeId === person) throw badCall('A judge may not be called "person".');
  insert(database, responseId, { ...verdict, at, note: null });
}

/** A person's verdict, which counts from now on. @throws GuardrailError invalidRequest, also for an outcome that its prompt cannot have */
export function overruleVerdict(database: Database, responseId: number, verdict: NewVerdict): void {
  const at = new Date(verdict.at);
  if (Number.isNaN(at.getTime())) throw badCall('The time of a verdict is not an ISO 8601 time.');
  const prompt = database.get(
    'SELECT kind FROM prompt JOIN response ON prompt_id = prompt.id WHERE response.id = :responseId',
    { responseId },
  );
  if (prompt !== undefined && !outcomesOf(oneOf(prompt, 'kind', suiteKinds)).includes(verdict.outcome)) {
    throw badCall(`No answer to such a prompt is "${verdict.outcome}".`);
  }
  insert(database, responseId, { ...verdict, judgeId: person, at: at.toISOString() });
}

/** The judge's verdict counts again; the person's stay in the history. @throws GuardrailError invalidRequest */
export function withdrawVerdicts(database: Database, responseId: number, at: string): void {
  database.write(() => {
    const response = database.get('SELECT prompt_id, side FROM response WHERE id = :responseId', {
      responseId,
    });
    if (response === undefined) throw badCall(`The comparison has no response ${responseId}.`);
    database.run(
      `UPDATE verdict SET withdrawn = :at
       WHERE response_id = :responseId AND judge_id = :person AND withdrawn IS NULL`,
      { responseId, person, at },
    );
    refreshResponse(database, responseId, judgeIds(database));
    refreshRow(database, integerOf(response, 'prompt_id'), sideOf(response).column);
  });
}

/**
 * Ids of the prompts with a person's verdict that counts in a column's pair, for a condition over `row_state`. Found in the
 * index alone, as verdicts of persons are few among many.
 */
export function promptsByPerson(column: number): string {
  return `SELECT prompt_id FROM response WHERE side IN ('base', 'control', '${storedSide('tuned', column)}') AND id IN (
    SELECT response_id FROM verdict WHERE withdrawn IS NULL AND id IN (
      SELECT id FROM verdict INDEXED BY verdict_by_response WHERE judge_id = '${person}'))`;
}

/** The outcome of a judge's latest verdict; null: it has none. */
export function latestOutcome(database: Database, responseId: number, judgeId: string): Outcome | null {
  const row = database.get(
    'SELECT outcome FROM verdict WHERE response_id = :responseId AND judge_id = :judgeId ORDER BY id DESC LIMIT 1',
    { responseId, judgeId },
  );
  return row === undefined ? null : oneOf(row, 'outcome', outcomes);
}

/** Oldest first. */
export function readVerdicts(database: Database, responseId: number): VerdictRecord[] {
  const sql = 'SELECT * FROM verdict WHERE response_id = :responseId ORDER BY id';
  return database.all(sql, { responseId }).map(verdictOf);
}

export function readVerdict(database: Database, id: number): VerdictRecord | null {
  const row = database.get('SELECT * FROM verdict WHERE id = :id', { id });
  return row === undefined ? null : verdictOf(row);
}

export function judgeIds(database: Database): string[] {
  return database.all('SELECT id FROM judge ORDER BY position').map((row) => textOf(row, 'id'));
}

function insert(database: Database, responseId: number, verdict: NewVerdict): void {
  const { judgeId, judgeVersion, outcome, score, span, at } = verdict;
  database.write(() => {
    const response = database.get('SELECT prompt_id, side FROM response WHERE id = :responseId', {
      responseId,
    });
    if (response === undefined) throw badCall(`The comparison has no response ${responseId}.`);
    database.run(
      `INSERT INTO verdict (response_id, judge_id, judge_version, outcome, score, evidence, span_start, span_end,
         reason, note, at)
       VALUES (:responseId, :judgeId, :judgeVersion, :outcome, :score, :evidence, :start, :end, :reason, :note, :at)`,
      {
        ...{ responseId, judgeId, judgeVersion, outcome, score, at },
        evidence: storableText(verdict.evidence),
        start: span?.[0] ?? null,
        end: span?.[1] ?? null,
        reason: nullable(verdict.reason),
        note: nullable(verdict.note),
      },
    );
    refreshResponse(database, responseId, judgeIds(database));
    refreshRow(database, integerOf(response, 'prompt_id'), sideOf(response).column);
  });
}

function nullable(text: string | null): string | null {
  return text === null ? null : storableText(text);
}

function verdictOf(row: Row): VerdictRecord {
  const start = nullableIntegerOf(row, 'span_start');
  const end = nullableIntegerOf(row, 'span_end');
  return {
    outcome: oneOf(row, 'outcome', outcomes),
    score: nullableRealOf(row, 'score'),
    judgeId: textOf(row, 'judge_id'),
    judgeVersion: textOf(row, 'judge_version'),
    evidence: textOf(row, 'evidence'),
    span: start === null || end === null ? null : [start, end],
    reason: nullableTextOf(row, 'reason'),
    at: textOf(row, 'at'),
    note: nullableTextOf(row, 'note'),
    withdrawn: nullableTextOf(row, 'withdrawn'),
  };
}
