// Which way a column of a table is sorted, and which way next. Must not know the DOM.
import type { TableSort } from '../../src/safety/presentation/tables/sortedRows';

/** As `aria-sort` has it. */
export type Sorted = 'ascending' | 'descending' | 'none';

export const sortMarks: Readonly<Record<Sorted, string>> = { ascending: ' ▲', descending: ' ▼', none: '' };

export function sortOf(sort: TableSort | null, column: number): Sorted {
  if (sort?.column !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

/** Rising, then falling, then as the table has its rows. */
export function nextSort(sort: TableSort | null, column: number): TableSort | null {
  const sorted = sortOf(sort, column);
  return sorted === 'descending' ? null : { column, descending: sorted === 'ascending' };
}
