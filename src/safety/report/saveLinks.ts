// Links that save a figure or a table out of the report: the file itself is in the address, so no script is needed.
import { csvText } from '../presentation/figures/csvTable';
import { fileNamePart } from '../presentation/figures/fileNamePart';
import type { FigureSource } from '../presentation/figures/figure';
import { standaloneSvg } from '../presentation/figures/standaloneSvg';
import { html, type Html } from '../presentation/html';
import type { DataTable } from '../presentation/tables/dataTable';
import { tableCsv } from '../presentation/tables/tableCsv';

export function figureLinks(figure: FigureSource): Html {
  const svg = standaloneSvg(figure);
  return links(figure.title, [
    ...(svg === null ? [] : [link('svg', 'image/svg+xml', figure.id, svg.markup)]),
    link('csv', 'text/csv', figure.id, csvText(figure.data())),
  ]);
}

export function tableLink(table: DataTable): Html {
  return links(table.caption, [link('csv', 'text/csv', table.id, csvText(tableCsv(table)))]);
}

function links(what: string, all: readonly Html[]): Html {
  return html`<p class="save"><span class="vh">Save ${what}:</span> ${all}</p>`;
}

function link(extension: string, type: string, id: string, content: string): Html {
  const address = `data:${type};charset=utf-8,${encodeURIComponent(content)}`;
  return html`<a href="${address}" download="${fileNamePart(id)}.${extension}"
    >${extension.toUpperCase()}</a
  > `;
}
