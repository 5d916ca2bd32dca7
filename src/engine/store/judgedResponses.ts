// All responses with the verdicts that analysis counts, in one pass over the file.
import { person, taskVerifier } from '../../protocol/comparison';
import { outcomes, type Side, type Verdict } from '../../protocol/outcomes';
import type { Database } from './database';
import { jsonRows } from './jsonRows';
import { damagedComparison } from './storeErrors';
import { parseSide } from './storedSides';
import { judgeIds } from './verdictHistory';

/** What analysis needs of a response. */
export interface JudgedResponse {
  readonly promptId: number;
  readonly side: Side;
  readonly sample: number;
  /** By judge, in the order of the comparison's judges; of a task its verifier's alone, in the first place. A person's replaces the first. */
  readonly verdicts: readonly (Verdict | null)[];
  /** The first judge's own verdict, where a person's stands in its place. */
  readonly overruled?: Verdict | null;
}

export interface ColumnResponse extends JudgedResponse {
  /** 0-based; null: base and control belong to every column. */
  readonly column: number | null;
}

/** Of all columns, by prompt, side and sample. The latest verdict of each judge; a person's takes the place of the first's. */
export function readJudgedResponses(database: Database): ColumnResponse[] {
  return database.read(() => {
    const judges = judgeIds(database);
    const slots = new Map([[taskVerifier, 0], ...judges.map((id, position) => [id, position] as const)]);
    const byResponse = new Map<number, (Verdict | null)[]>();
    const places = new Map<number, number>();
    const byPerson = new Map<number, Verdict>();
    const responses: ColumnResponse[] = [];
    for (const row of jsonRows(database, stateRows)) {
      const [promptId, word, sample, responseId] = row;
      const stored = parseSide(word);
      if (!isNumber(promptId) || stored === null || !isNumber(sample) || !isNumber(responseId))
        throw damaged();
      // A task's verifier stands in the place of the first judge; a comparison of tasks may have no judge.
      const verdicts = new Array<Verdict | null>(Math.max(1, judges.length)).fill(null);
      byResponse.set(responseId, verdicts);
      places.set(responseId, responses.length);
      responses.push({ promptId, ...stored, sample, verdicts });
    }
    // Later verdicts take the place of earlier ones.
    for (const row of jsonRows(database, verdictRows)) {
      const { responseId, verdict, withdrawn } = verdictOf(row);
      if (withdrawn) continue;
      const slot = slots.get(verdict.judgeId);
      const verdicts = byResponse.get(responseId);
      if (verdict.judgeId === person) byPerson.set(responseId, verdict);
      else if (slot !== undefined && verdicts !== undefined) verdicts[slot] = verdict;
    }
    for (const [responseId, verdict] of byPerson) {
      const verdicts = byResponse.get(responseId);
      if (verdicts === undefined || verdicts.length === 0) continue;
      const place = places.get(responseId);
      const response = place === undefined ? undefined : responses[place];
      if (place !== undefined && response !== undefined) {
        responses[place] = { ...response, overruled: verdicts[0] ?? null };
      }
      verdicts[0] = verdict;
    }
    return responses;
  });
}

/** As a comparison of that tuned subject alone has them. */
export function responsesOfPair(responses: readonly ColumnResponse[], column: number): JudgedResponse[] {
  return responses.flatMap(({ column: own, ...response }) =>
    own === null || own === column ? [response] : [],
  );
}

/** Those of each column's pair, as `responsesOfPair` gives them, in one pass. */
export function responsesByColumn(
  responses: readonly ColumnResponse[],
  columns: number,
): readonly (readonly JudgedResponse[])[] {
  const pairs = Array.from({ length: columns }, (): JudgedResponse[] => []);
  for (const { column, ...response } of responses) {
    if (column !== null) pairs[column]?.push(response);
    else for (const pair of pairs) pair.push(response);
  }
  return pairs;
}

/** One tuned subject against another, as if it were the base of the other. */
export function responsesOfContrast(
  responses: readonly ColumnResponse[],
  first: number,
  second: number,
): JudgedResponse[] {
  return responses.flatMap(({ column, ...response }) => {
    if (column === first) return [{ ...response, side: 'base' as const }];
    return column === second ? [response] : [];
  });
}

const stateRows = {
  table: 'response_state',
  key: 'prompt_id',
  order: 'prompt_id, side, sample',
  columns: 'prompt_id, side, sample, response_id',
};
// Not every version of SQLite writes all digits of a number into JSON.
const score = `iif(score IS NULL, NULL, printf('%!.17g', score))`;
const verdictRows = {
  table: 'verdict',
  key: 'id',
  order: 'id',
  columns: `response_id, judge_id, judge_version, outcome, ${score}, evidence, span_start, span_end, reason,
    withdrawn`,
};

function verdictOf(row: readonly unknown[]): {
  responseId: number;
  verdict: Verdict;
  withdrawn: boolean;
} {
  const [responseId, judgeId, judgeVersion, word, digits, evidence, start, end, reason, withdrawn] = row;
  const outcome = outcomes.find((known) => known === word);
  if (
    !isNumber(responseId) ||
    !isText(judgeId) ||
    !isText(judgeVersion) ||
    outcome === undefined ||
    !(digits === null || isText(digits)) ||
    !isText(evidence) ||
    !(reason === null || isText(reason))
  ) {
    throw damaged();
  }
  const span: Verdict['span'] = isNumber(start) && isNumber(end) ? [start, end] : null;
  const scored = digits === null ? null : Number(digits);
  return {
    responseId,
    verdict: { outcome, score: scored, judgeId, judgeVersion, evidence, span, reason },
    withdrawn: withdrawn !== null,
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function damaged(): Error {
  return damagedComparison('a response or a verdict is not what it should be');
}
