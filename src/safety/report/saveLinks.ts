// Links that save a figure or a table out of the report: the file itself is in the address, so no script is needed. `of`: what
// is reported, with which the files' names begin, so that those of two reports lie beside one another.
import { csvText } from '../presentation/figures/csvTable';
import { fileNamePart } from '../presentation/figures/fileNamePart';
import type { FigureSource } from '../presentation/figures/figure';
import { standaloneSvg } from '../presentation/figures/standaloneSvg';
import { html, type Html } from '../presentation/html';
import type { DataTable } from '../presentation/tables/dataTable';
import { tableCsv } from '../presentation/tables/tableCsv';

export function figureLinks(figure: FigureSource, of: string): Html {
  const name = fileName(of, figure.id);
  const svg = standaloneSvg(figure);
  return links(figure.title, [
    ...(svg === null ? [] : [link('svg', 'image/svg+xml', name, svg.markup)]),
    link('csv', 'text/csv', name, csvText(figure.data())),
  ]);
}

export function tableLink(table: DataTable, of: string): Html {
  const name = fileName(of, table.id);
  return links(table.caption, [link('csv', 'text/csv', name, csvText(tableCsv(table)))]);
}

function fileName(of: string, id: string): string {
  return `${fileNamePart(of)}-${fileNamePart(id)}`;
}

function links(what: string, all: readonly Html[]): Html {
  return html`<p class="save"><span class="vh">Save ${what}:</span> ${all}</p>`;
}

function link(extension: string, type: string, name: string, content: string): Html {
  const address = `data:${type};charset=utf-8,${encodeURIComponent(content)}`;
  return html`<a href="${address}" download="${name}.${extension}">${extension.toUpperCase()}</a> `;
}
