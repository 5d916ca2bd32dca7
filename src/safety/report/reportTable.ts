// A table in the report, under its caption.
import { fileNamePart } from '../presentation/figures/fileNamePart';
import { html, type Html, type HtmlValue } from '../presentation/html';
import { flipMarks } from '../presentation/labels';
import {
  cellOf,
  type DataTable,
  type TableColumn,
  type TableContent,
} from '../presentation/tables/dataTable';
import { scrollBox } from './reportSection';
import { tableLink } from './saveLinks';

/** `of`: as `saveLinks` has it; `linkOf`: the address that the name of a row leads to; null: none. */
export function reportTable(
  table: DataTable,
  of: string,
  linkOf: (row: number) => string | null = () => null,
): Html {
  const { caption, columns, rows, fixed } = table;
  const id = `table-${fileNamePart(table.id)}`;
  const content = html`<table class="numbers" aria-labelledby="${id}">
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" ${column.align === 'right' && html`class="num"`}>${column.title}${below(column.detail === undefined ? [] : [column.detail])}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row, index) =>
          html`<tr ${index >= rows.length - (fixed?.below ?? 0) && html`class="overall"`}>
            ${row.map((cell, place) => cellElement(cell, columns[place], place === 0 ? linkOf(index) : null, place === 0))}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return html`<h3 id="${id}">${caption}</h3>
    ${scrollBox(caption, content)} ${tableLink(table, of)}`;
}

function cellElement(
  content: TableContent,
  column: TableColumn | undefined,
  link: string | null,
  isName: boolean,
): Html {
  const { text, details = [], moved = null } = cellOf(content);
  const words: HtmlValue = link === null ? text : html`<a href="${link}">${text}</a>`;
  const inner = html`${moved === null ? words : html`<strong>${words}</strong> <span role="img" aria-label="${moved}">${flipMarks[moved]}</span>`}${below(details)}`;
  const number = column?.align === 'right' && html`class="num"`;
  return isName ? html`<th scope="row" ${number}>${inner}</th>` : html`<td ${number}>${inner}</td>`;
}

function below(details: readonly string[]): Html[] {
  return details.map((detail) => html`<span class="sub">${detail}</span>`);
}
