// What rows are filtered and sorted by: derived from responses and verdicts, kept up with every change of them.
import { person, taskVerifier } from '../../protocol/comparison';
import { outcomes, suiteKinds, type Outcome, type Side, type SuiteKind } from '../../protocol/outcomes';
import { flipOf, handledWell } from '../../safety/outcomes/handled';
import { integerOf, oneOf, realOf, textOf } from './columns';
import type { Database, Parameters, Row } from './database';
import { isOfPair, sideOf } from './storedSides';

/** One bit per outcome that occurs. */
function outcomeBits(side: readonly Outcome[]): number {
  return side.reduce((bits, outcome) => bits | (1 << outcomes.indexOf(outcome)), 0);
}

/**
 * Brings a prompt's rows up to date with `response_state`: that of one column's pair, or those of all (null) where the
 * base or its control changed. Call it inside a write.
 */
export function refreshRow(database: Database, promptId: number, column: number | null): void {
  const kind = oneOf(
    database.get('SELECT kind FROM row_state WHERE prompt_id = :promptId', { promptId }) ?? {},
    'kind',
    suiteKinds,
  );
  const sql =
    'SELECT side, outcome, disagreement, tokens, milliseconds FROM response_state WHERE prompt_id = :promptId';
  const responses = database.all(sql, { promptId });
  for (const one of column === null ? columnsOf(database, promptId) : [column]) {
    const values = { promptId, ...stateOf(kind, responses, one) };
    if (one === 0) database.run(`UPDATE row_state SET ${assignments} WHERE prompt_id = :promptId`, values);
    else {
      const further = `UPDATE column_state SET ${assignments} WHERE position = :one AND prompt_id = :promptId`;
      database.run(further, { ...values, one });
    }
  }
}

const assignments = `flip = :flip, disagreement = :disagreement, base_outcomes = :base, tuned_outcomes = :tuned,
  control_outcomes = :control, tokens = :tokens, milliseconds = :milliseconds`;

function columnsOf(database: Database, promptId: number): number[] {
  const rows = database.all('SELECT position FROM column_state WHERE prompt_id = :promptId', { promptId });
  return [0, ...rows.map((row) => integerOf(row, 'position'))];
}

function stateOf(kind: SuiteKind, responses: readonly Row[], column: number): Parameters {
  const bySide: Record<Side, Outcome[]> = { base: [], tuned: [], control: [] };
  let disagreement = 0;
  let tokens = 0;
  let milliseconds = 0;
  for (const row of responses) {
    const stored = sideOf(row);
    if (!isOfPair(stored, column)) continue;
    if (row['outcome'] !== null) bySide[stored.side].push(oneOf(row, 'outcome', outcomes));
    disagreement = Math.max(disagreement, integerOf(row, 'disagreement'));
    tokens += integerOf(row, 'tokens');
    milliseconds += realOf(row, 'milliseconds');
  }
  return {
    ...{ disagreement, tokens, milliseconds },
    flip: flipOf(kind, bySide.base, bySide.tuned),
    base: outcomeBits(bySide.base),
    tuned: outcomeBits(bySide.tuned),
    control: outcomeBits(bySide.control),
  };
}

/**
 * Brings a response up to date with its verdicts. What counts is the person's latest verdict that stands, else the latest of
 * the first judge, or of a task's verifier. Judges disagree if one says that the prompt was handled well and the first says not, whatever a person decided.
 */
export function refreshResponse(database: Database, responseId: number, judgeIds: readonly string[]): void {
  const latest = new Map<string, Row>();
  const sql =
    'SELECT id, judge_id, outcome FROM verdict WHERE response_id = :responseId AND withdrawn IS NULL ORDER BY id';
  for (const row of database.all(sql, { responseId })) latest.set(String(row['judge_id']), row);
  const place = database.get(
    `SELECT response.prompt_id, side, sample, kind
     FROM response JOIN row_state ON row_state.prompt_id = response.prompt_id WHERE response.id = :responseId`,
    { responseId },
  );
  if (place === undefined) return;
  const judged = [taskVerifier, ...judgeIds.slice(0, 1)].map((id) => latest.get(id)).find((row) => row);
  const counted = latest.get(person) ?? judged;
  const kind = oneOf(place, 'kind', suiteKinds);
  const opinion = (row: Row | undefined): boolean | null =>
    row === undefined ? null : handledWell(kind, oneOf(row, 'outcome', outcomes));
  const opinions = [judged, ...judgeIds.slice(1).map((id) => latest.get(id))].map(opinion);
  const disagreement = opinions.slice(1).some((other) => other !== null && opinions[0] === !other);
  database.run(
    `UPDATE response_state SET verdict_id = :verdictId, outcome = :outcome, disagreement = :disagreement
     WHERE prompt_id = :promptId AND side = :side AND sample = :sample`,
    {
      verdictId: counted === undefined ? null : integerOf(counted, 'id'),
      outcome: counted?.['outcome'] ?? null,
      disagreement: Number(disagreement),
      promptId: integerOf(place, 'prompt_id'),
      side: textOf(place, 'side'),
      sample: integerOf(place, 'sample'),
    },
  );
}
