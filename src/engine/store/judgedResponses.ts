// All responses with the verdicts that analysis counts, in one pass over the file.
import { outcomes, sides, type Verdict } from '../../protocol/outcomes';
import { integerOf, nullableIntegerOf, nullableRealOf, nullableTextOf, oneOf, textOf } from './columns';
import type { JudgedResponse } from './comparisonStore';
import type { Database } from './database';
import { person } from './rowState';
import { judgeIds } from './verdicts';

/** By prompt, side and sample. The latest verdict of each judge; a person's takes the place of the first's. */
export function readJudgedResponses(database: Database): JudgedResponse[] {
  return database.read(() => {
    const judges = judgeIds(database);
    const slots = new Map(judges.map((id, position) => [id, position]));
    const byResponse = new Map<number, (Verdict | null)[]>();
    const byPerson = new Map<number, Verdict>();
    const responses: JudgedResponse[] = [];
    for (const row of database.iterate('SELECT prompt_id, side, sample, response_id FROM response_state')) {
      const verdicts = new Array<Verdict | null>(judges.length).fill(null);
      byResponse.set(integerOf(row, 'response_id'), verdicts);
      responses.push({
        promptId: integerOf(row, 'prompt_id'),
        side: oneOf(row, 'side', sides),
        sample: integerOf(row, 'sample'),
        verdicts,
      });
    }
    // Later verdicts take the place of earlier ones.
    for (const row of database.iterate('SELECT * FROM verdict ORDER BY id')) {
      const judgeId = textOf(row, 'judge_id');
      const responseId = integerOf(row, 'response_id');
      const slot = judgeId === person ? 0 : slots.get(judgeId);
      const verdicts = byResponse.get(responseId);
      if (slot === undefined || slot >= judges.length || verdicts === undefined) continue;
      const start = nullableIntegerOf(row, 'span_start');
      const end = nullableIntegerOf(row, 'span_end');
      const verdict: Verdict = {
        outcome: oneOf(row, 'outcome', outcomes),
        score: nullableRealOf(row, 'score'),
        judgeId,
        judgeVersion: textOf(row, 'judge_version'),
        evidence: textOf(row, 'evidence'),
        span: start === null || end === null ? null : [start, end],
        reason: nullableTextOf(row, 'reason'),
      };
      if (judgeId === person) byPerson.set(responseId, verdict);
      else verdicts[slot] = verdict;
    }
    for (const [responseId, verdict] of byPerson) {
      const verdicts = byResponse.get(responseId);
      if (verdicts !== undefined) verdicts[0] = verdict;
    }
    return responses;
  });
}
