// The rows of a table in the order of one column. Pure.
import type { CsvValue } from '../csvField';
import { cellOf, type DataTable } from './dataTable';

export interface TableSort {
  readonly column: number;
  readonly descending: boolean;
}

/**
 * Indices of the rows as they stand: numbers by size, text by its letters and the numbers within it, nothing last in either
 * direction; equal ones keep their order. null: as the table has them.
 */
export function sortedRows({ rows, fixed }: DataTable, sort: TableSort | null): number[] {
  const indices = rows.map((_, index) => index);
  if (sort === null) return indices;
  const [above, below] = [fixed?.above ?? 0, rows.length - (fixed?.below ?? 0)];
  const value = (index: number): CsvValue => {
    const content = rows[index]?.[sort.column];
    return content === undefined ? null : (cellOf(content).values[0] ?? null);
  };
  const movable = indices
    .slice(above, below)
    .map((index) => ({ index, value: value(index) }))
    .sort((first, second) => compare(first.value, second.value, sort.descending));
  return [...indices.slice(0, above), ...movable.map(({ index }) => index), ...indices.slice(below)];
}

const words = new Intl.Collator('en', { numeric: true });

function compare(first: CsvValue, second: CsvValue, descending: boolean): number {
  const [empty, otherEmpty] = [isNothing(first), isNothing(second)];
  if (empty || otherEmpty) return Number(empty) - Number(otherEmpty);
  const order =
    typeof first === 'number' && typeof second === 'number'
      ? first - second
      : words.compare(String(first), String(second));
  return descending ? -order : order;
}

function isNothing(value: CsvValue): boolean {
  return value === null || value === '' || (typeof value === 'number' && Number.isNaN(value));
}
