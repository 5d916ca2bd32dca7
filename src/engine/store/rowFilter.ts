// A filter as an SQL condition over `row_state`. User's words only ever travel as parameters.
import type { RowFilter } from '../../protocol/comparison';
import { outcomes, type Outcome, type Side } from '../../protocol/outcomes';
import type { Database, Parameters } from './database';
import { markedPrompts } from './rowMarks';
import { promptsByPerson } from './verdictHistory';
import { findPrompts, findPromptsByPattern } from './searchIndex';

export interface Condition {
  /** Joined by AND; never empty. */
  readonly sql: string;
  readonly parameters: Parameters;
}

export type FilterField =
  | 'attackId'
  | 'byPerson'
  | 'category'
  | 'flips'
  | 'judgeDisagreement'
  | 'kind'
  | 'marked'
  | 'outcome'
  | 'suiteId';

/** A filter whose search has been done, so that several conditions can be made of it. */
export interface ResolvedFilter {
  readonly filter: RowFilter;
  /** Whose pair with the base the rows are of. */
  readonly column: number;
  /** JSON array of prompt ids; null: no search. */
  readonly found: string | null;
}

export function resolveFilter(database: Database, column: number, filter: RowFilter): ResolvedFilter {
  const { text, pattern } = filter;
  if (text === undefined) return { filter, column, found: null };
  const find = pattern === true ? findPromptsByPattern : findPrompts;
  return { filter, column, found: find(database, column, text) };
}

/** The condition without the field `except`, for counting that field's values. */
export function conditionOf({ filter, column, found }: ResolvedFilter, except?: FilterField): Condition {
  const terms: string[] = [];
  const parameters: Record<string, string | number> = {};
  const add = (field: FilterField | null, sql: string, values: typeof parameters = {}): void => {
    if (field !== null && field === except) return;
    terms.push(sql);
    Object.assign(parameters, values);
  };
  const { kind, suiteId, category, attackId, flips, outcome, promptId } = filter;
  if (kind !== undefined) add('kind', 'kind = :kind', { kind });
  if (suiteId !== undefined) add('suiteId', 'suite_id = :suiteId', { suiteId });
  if (category !== undefined) add('category', 'category = :category', { category });
  if (attackId === 'none') add('attackId', 'attack_id IS NULL');
  else if (attackId !== undefined) add('attackId', 'attack_id = :attackId', { attackId });
  if (flips === 'any') add('flips', 'flip IS NOT NULL');
  else if (flips !== undefined) add('flips', 'flip = :flips', { flips });
  if (outcome !== undefined) {
    add('outcome', `${outcomeColumns(filter.outcomeSide)} & :outcomeBit <> 0`, {
      outcomeBit: outcomeBit(outcome),
    });
  }
  if (filter.judgeDisagreement === true) add('judgeDisagreement', 'disagreement = 1');
  if (filter.judgeDisagreement === false) add('judgeDisagreement', 'disagreement = 0');
  if (filter.marked !== undefined) {
    add('marked', `prompt_id ${filter.marked ? 'IN' : 'NOT IN'} (${markedPrompts})`);
  }
  if (filter.byPerson !== undefined) {
    add('byPerson', `prompt_id ${filter.byPerson ? 'IN' : 'NOT IN'} (${promptsByPerson(column)})`);
  }
  if (promptId !== undefined) add(null, 'prompt_id = :promptId', { promptId });
  if (found !== null) add(null, 'prompt_id IN (SELECT value FROM json_each(:found))', { found });
  return { sql: terms.length === 0 ? '1' : terms.join(' AND '), parameters };
}

/** Bits of the outcomes of one side, or of all sides together. */
export function outcomeColumns(side: Side | undefined): string {
  switch (side) {
    case 'base':
      return 'base_outcomes';
    case 'tuned':
      return 'tuned_outcomes';
    case 'control':
      return 'control_outcomes';
    case undefined:
      return '(base_outcomes | tuned_outcomes | control_outcomes)';
  }
}

export function outcomeBit(outcome: Outcome): number {
  return 1 << outcomes.indexOf(outcome);
}
