// A table of the page: sortable by every column, its values saved as CSV by button and key. A long one shows its first rows
// until more are asked for. What a cell looks like may be the page's own: a link, a button.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FigureFormat } from '../../src/protocol/figures';
import { flipMarks } from '../../src/safety/presentation/labels';
import { formatCount } from '../../src/safety/presentation/numbers';
import {
  cellOf,
  type DataTable,
  type TableCell,
  type TableColumn,
} from '../../src/safety/presentation/tables/dataTable';
import { sortedRows, type TableSort } from '../../src/safety/presentation/tables/sortedRows';
import { tableCsv } from '../../src/safety/presentation/tables/tableCsv';
import { visibleText } from '../../src/safety/presentation/visibleText';
import '../components/toolkit';
import { saveOfKey } from '../figures/saveKeys';
import '../figures/saveTools';
import { common } from '../styles/common';
import { heatStyles } from '../styles/heat';
import { saveCsv } from './saveCsv';
import { nextSort, sortMarks, sortOf } from './columnSort';
import { tableStyles } from './tableStyles';

/** Own content of a cell, in place of its text; null: the text. `row`: its place in the table, however it is sorted. */
export type CellContent = (row: number, column: number) => TemplateResult | null;

const formats: readonly FigureFormat[] = ['csv'];
const rowsAtATime = 100;

@customElement('glens-table')
export class SortableTable extends LitElement {
  static override styles = [common, heatStyles, tableStyles];

  @property({ attribute: false }) accessor table: DataTable | null = null;
  @property({ attribute: false }) accessor content: CellContent = () => null;
  /** Without its caption in sight: a heading says the same. */
  @property({ type: Boolean }) accessor uncaptioned = false;
  @state() private accessor sort: TableSort | null = null;
  @state() private accessor shown = rowsAtATime;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (saveOfKey(event, formats) === null) return;
      event.preventDefault();
      this.save();
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (table === null) return nothing;
    const { columns, rows, fixed } = table;
    const caption = visibleText(table.caption);
    const order = sortedRows(table, this.sort);
    const last = rows.length - (fixed?.below ?? 0);
    return html`<p class=${this.uncaptioned ? 'visually-hidden' : 'caption'} id="caption">${caption}</p>
      <div class="scroll" role="region" tabindex="0" aria-labelledby="caption">
        <table aria-labelledby="caption">
          <thead>
            <tr>
              ${columns.map((column, index) => this.head(column, index))}
            </tr>
          </thead>
          <tbody>
            ${order.slice(0, this.shown).map(
              (row) =>
                html`<tr class=${row >= last ? 'overall' : ''}>
                  ${columns.map((column, index) => this.cell(cellOf(rows[row]?.[index] ?? ''), column, row, index))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="tools">
        ${
          order.length > this.shown
            ? html`<vscode-button appearance="secondary" @click=${() => (this.shown += rowsAtATime)}
                >Show ${formatCount(Math.min(rowsAtATime, order.length - this.shown))} More</vscode-button
              >`
            : nothing
        }
        <glens-save .formats=${formats} what=${table.caption} @save=${() => this.save()}></glens-save>
      </div>`;
  }

  private head({ title, detail, description, align }: TableColumn, column: number): TemplateResult {
    const sorted = sortOf(this.sort, column);
    return html`<th scope="col" class=${align} aria-sort=${sorted} title=${description ?? nothing}>
      <button @click=${() => (this.sort = nextSort(this.sort, column))}>
        ${visibleText(title)}<span class="sort" aria-hidden="true">${sortMarks[sorted]}</span>
      </button>
      ${detail === undefined ? nothing : html`<span class="sub">${visibleText(detail)}</span>`}
    </th>`;
  }

  private cell(cell: TableCell, { align }: TableColumn, row: number, column: number): TemplateResult {
    const { details = [], heat } = cell;
    const own = this.content(row, column);
    const inner = html`${own ?? words(cell)}${details.map((detail) => html`<span class="sub">${visibleText(detail)}</span>`)}`;
    const classes = `${align} ${heat === undefined ? '' : `heat heat-${heat}`}`;
    return column === 0
      ? html`<th scope="row" class=${classes}><div class="name">${inner}</div></th>`
      : html`<td class=${classes}>${inner}</td>`;
  }

  private save(): void {
    if (this.table !== null) saveCsv(this.table.id, tableCsv(this.table), this);
  }
}

function words({ text, moved = null }: TableCell): string | TemplateResult {
  if (moved === null) return visibleText(text);
  return html`<strong>${visibleText(text)}</strong>
    <span role="img" aria-label=${moved}>${flipMarks[moved]}</span>`;
}
