// How many rows each value of each filter would leave, given the other filters.
import type { RowFacets, RowFilter } from '../../protocol/comparison';
import { outcomes, suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import { isSafetyKind, outcomesOf } from '../../safety/outcomes/handled';
import { integerOf, textOf } from './columns';
import type { Database } from './database';
import { markedPrompts } from './rowMarks';
import {
  conditionOf,
  outcomeBit,
  outcomeColumns,
  resolveFilter,
  type FilterField,
  type ResolvedFilter,
} from './rowFilter';
import { rowStates } from './storedSides';
import { promptsByPerson } from './verdictHistory';

/** Of the pair of a column. */
export function countFacets(database: Database, column: number, filter: RowFilter): RowFacets {
  return database.read(() => {
    const resolved = resolveFilter(database, column, filter);
    const values = (field: FilterField, column: string): { value: string; rows: number }[] =>
      countValues(database, resolved, field, column);
    const columns = outcomeColumns(filter.outcomeSide);
    const present = suiteKinds.filter((kind) => isSafetyKind(kind) || hasKind(database, kind));
    const possible = outcomes.filter((outcome) => present.some((kind) => outcomesOf(kind).includes(outcome)));
    const outcomeRows = countWhere(
      database,
      resolved,
      'outcome',
      possible.map((outcome) => `${columns} & ${outcomeBit(outcome)} <> 0`),
    );
    const flipRows = countWhere(database, resolved, 'flips', [`flip = 'lost'`, `flip = 'gained'`]);
    const kindRows = countWhere(
      database,
      resolved,
      'kind',
      present.map((kind) => `kind = '${kind}'`),
    );
    return {
      total: countWhere(database, resolved, undefined, ['1'])[0] ?? 0,
      kinds: present.map((value, i) => ({ value, rows: kindRows[i] ?? 0 })),
      suites: values('suiteId', 'suite_id'),
      categories: values('category', 'category'),
      attacks: values('attackId', `coalesce(attack_id, 'none')`),
      outcomes: possible.map((value, i) => ({ value, rows: outcomeRows[i] ?? 0 })),
      lost: flipRows[0] ?? 0,
      gained: flipRows[1] ?? 0,
      judgeDisagreement: countWhere(database, resolved, 'judgeDisagreement', ['disagreement = 1'])[0] ?? 0,
      marked: countWhere(database, resolved, 'marked', [`prompt_id IN (${markedPrompts})`])[0] ?? 0,
      byPerson:
        countWhere(database, resolved, 'byPerson', [
          `prompt_id IN (${promptsByPerson(resolved.column)})`,
        ])[0] ?? 0,
    };
  });
}

function hasKind(database: Database, kind: SuiteKind): boolean {
  return database.get('SELECT 1 FROM row_state WHERE kind = :kind LIMIT 1', { kind }) !== undefined;
}

function countValues(
  database: Database,
  resolved: ResolvedFilter,
  field: FilterField,
  column: string,
): { value: string; rows: number }[] {
  const { sql, parameters } = conditionOf(resolved, field);
  const rows = database.all(
    `SELECT ${column} AS value, count(*) AS rows FROM ${rowStates(resolved.column)} WHERE ${sql} GROUP BY 1 ORDER BY 1`,
    parameters,
  );
  return rows.map((row) => ({ value: textOf(row, 'value'), rows: integerOf(row, 'rows') }));
}

/** Number of rows per further condition, in one pass. */
function countWhere(
  database: Database,
  resolved: ResolvedFilter,
  field: FilterField | undefined,
  further: readonly string[],
): number[] {
  const { sql, parameters } = conditionOf(resolved, field);
  const sums = further.map((term, i) => `count(CASE WHEN ${term} THEN 1 END) AS c${i}`).join(', ');
  const row =
    database.get(`SELECT ${sums} FROM ${rowStates(resolved.column)} WHERE ${sql}`, parameters) ?? {};
  return further.map((_, i) => integerOf(row, `c${i}`));
}
