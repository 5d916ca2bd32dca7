// CSV text as a table, by csv-parse. Knows no benchmark.
import { CsvError, parse } from 'csv-parse/sync';
import { suiteError } from '../../safety/suites/suiteError';
import type { Table, TableRow } from '../../safety/suites/table';

/**
 * RFC 4180 with any line ends and an optional byte order mark; blank lines are skipped.
 * Throws `suiteInvalid` with the line for an empty text, an open quotation mark, or a row of another length
 * than the header.
 */
export function readCsv(text: string, file: string): Table {
  const rows: TableRow[] = [];
  let countedTwice = 0;
  try {
    parse(text, {
      ...dialect,
      on_record: (cells: string[], context) => {
        // `lines` is that of the record's end, and has counted every CR and LF inside its cells as a line.
        const inside = count(cells, /[\r\n]/g);
        rows.push({ line: context.lines - inside - countedTwice, cells });
        countedTwice += count(cells, /\r\n/g);
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw suiteError(
      { file, ...(typeof cause.lines === 'number' ? { line: cause.lines - countedTwice } : {}) },
      `The CSV can't be read: ${cause.message}.`,
      'Check the quotation marks and the number of commas there; a quotation mark inside a cell is doubled.',
      { cause },
    );
  }
  const header = rows.shift();
  if (header === undefined) {
    throw suiteError({ file }, 'The file is empty.', 'Take the file as its authors publish it.');
  }
  return { file, columns: columnNames(header.cells), rows };
}

/** The column names in a file's first line; null where it is no CSV header. */
export function readCsvHeader(firstLine: string): readonly string[] | null {
  try {
    const cells = parse(firstLine, dialect)[0];
    return cells === undefined ? null : columnNames(cells);
  } catch {
    return null;
  }
}

const dialect = {
  bom: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
};

function count(cells: readonly string[], what: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(what)?.length ?? 0), 0);
}

function columnNames(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => cell.trim().toLowerCase());
}
