// A CSV file after parsing. The parser itself lives where Node is, so that this layer stays free of it.
import { suiteError } from './suiteError';

export interface TableRow {
  /** 1-based line of the file where the row starts. */
  readonly line: number;
  /** As many as there are columns. */
  readonly cells: readonly string[];
}

export interface Table {
  /** The file's name or path as the user knows it. */
  readonly file: string;
  /** Header cells, trimmed, in lower case: published copies differ in case. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/**
 * A function that reads one column of any row. Throws `suiteInvalid` where the column is missing or there twice.
 */
export function columnReader(table: Table, column: string): (row: TableRow) => string {
  const index = table.columns.indexOf(column);
  if (index === -1) {
    throw suiteError(
      { file: table.file, line: 1, field: column },
      `The column is missing; the header has ${table.columns.join(', ')}.`,
      'Take the file as its authors publish it.',
    );
  }
  if (table.columns.includes(column, index + 1)) {
    throw suiteError(
      { file: table.file, line: 1, field: column },
      'The column is there twice.',
      'Remove one of the two.',
    );
  }
  return (row) => row.cells[index] ?? '';
}

/** As columnReader, for a column that some editions lack: then null for every row. */
export function optionalColumnReader(table: Table, column: string): (row: TableRow) => string | null {
  return table.columns.includes(column) ? columnReader(table, column) : () => null;
}
