// A table's values as CSV: a column for each value of a cell, whatever the cell shows of them.
import type { CsvTable } from '../figures/csvTable';
import { cellOf, type DataTable, type TableColumn } from './dataTable';

/** In the table's own order, with all of its rows. */
export function tableCsv({ columns, rows }: DataTable): CsvTable {
  return {
    columns: columns.flatMap(names),
    rows: rows.map((row) =>
      columns.flatMap((column, index) => {
        const { values } = cellOf(row[index] ?? '');
        return names(column).map((_, place) => values[place] ?? null);
      }),
    ),
  };
}

function names({ title, detail, name: own, values }: TableColumn): string[] {
  const name = own ?? (detail === undefined ? title : `${title} (${detail})`);
  return values === undefined ? [name] : values.map((value) => (value === '' ? name : `${name}: ${value}`));
}
