// A table for a terminal, its caption above.
import { briefRows, type DataTable } from '../safety/presentation/tables/dataTable';
import { formatTable, type Column } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';

export function tableText(table: DataTable): string {
  const heads = table.columns.map(({ title, detail, align }): Column => ({
    title: visibleText(detail === undefined ? title : `${title} (${detail})`),
    align,
  }));
  const rows = briefRows(table).map((row) => row.map(visibleText));
  return `${visibleText(table.caption)}\n${formatTable(heads, rows)}`;
}
