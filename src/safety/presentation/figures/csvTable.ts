// Numbers behind a figure or a table as a CSV file. Must not know what they are about.
import { csvCell, type CsvValue } from '../csvField';

export interface CsvTable {
  readonly columns: readonly string[];
  /** One value per column. */
  readonly rows: readonly (readonly CsvValue[])[];
}

/** With a line of column names, as RFC 4180 has it. */
export function csvText({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((values) => `${values.map(csvCell).join(',')}\r\n`).join('');
}

/** Value and ends of an interval, in this order; three empty cells where there is none. */
export function csvInterval(
  range: { readonly value: number; readonly low: number | null; readonly high: number | null } | null,
): readonly CsvValue[] {
  return range === null ? [null, null, null] : [range.value, range.low, range.high];
}
