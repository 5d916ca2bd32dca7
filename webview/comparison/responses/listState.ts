// What the list of responses shows: filter, sort and direction, and how each changes. Plain data, kept across reloads.
import {
  flipFilters,
  rowSorts,
  type RowFilter,
  type RowQuery,
  type RowSort,
} from '../../../src/protocol/comparison';
import { outcomes, sides, suiteKinds } from '../../../src/protocol/outcomes';
import { isRecord } from '../../shared/hostConnection';

export type ListState = Pick<RowQuery, 'filter' | 'sort' | 'descending'>;

export const initialListState: ListState = { filter: {}, sort: 'runOrder', descending: false };

export const sortLabels: Readonly<Record<RowSort, string>> = {
  runOrder: 'By run order',
  suite: 'By benchmark',
  category: 'By category',
  flip: 'Flips first',
  tokens: 'By tokens',
  time: 'By time',
};

/** The filter with one part changed; undefined takes the part away. */
export function withFilter<Name extends keyof RowFilter>(
  state: ListState,
  name: Name,
  value: RowFilter[Name] | undefined,
): ListState {
  const { [name]: _, ...rest } = state.filter;
  return { ...state, filter: value === undefined ? rest : { ...rest, [name]: value } };
}

/** How many filters are set; the side of the outcome and the way of searching are no filters of their own. */
export function filterCount({ outcomeSide: _side, pattern: _pattern, ...rest }: RowFilter): number {
  return Object.keys(rest).length;
}

/** Whether two states ask for the same rows in the same order. */
export function sameList(a: ListState, b: ListState): boolean {
  if (a.sort !== b.sort || a.descending !== b.descending) return false;
  const names = new Set([...Object.keys(a.filter), ...Object.keys(b.filter)]) as Set<keyof RowFilter>;
  return [...names].every((name) => a.filter[name] === b.filter[name]);
}

/** What was remembered, as far as it makes sense. */
export function readListState(value: unknown): ListState {
  if (!isRecord(value)) return initialListState;
  const { sort, descending } = value;
  return {
    filter: readFilter(value['filter']),
    sort: oneOf(sort, rowSorts) ?? 'runOrder',
    descending: descending === true,
  };
}

function readFilter(value: unknown): RowFilter {
  if (!isRecord(value)) return {};
  const parts = {
    flips: oneOf(value['flips'], flipFilters),
    kind: oneOf(value['kind'], suiteKinds),
    suiteId: textOf(value['suiteId']),
    category: textOf(value['category']),
    attackId: textOf(value['attackId']),
    outcome: oneOf(value['outcome'], outcomes),
    outcomeSide: oneOf(value['outcomeSide'], sides),
    judgeDisagreement: value['judgeDisagreement'] === true ? true : undefined,
    marked: value['marked'] === true ? true : undefined,
    byPerson: value['byPerson'] === true ? true : undefined,
    text: textOf(value['text']),
    pattern: value['pattern'] === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

function oneOf<Value extends string>(value: unknown, values: readonly Value[]): Value | undefined {
  return values.find((one) => one === value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
