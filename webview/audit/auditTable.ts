// A table of text of an audit as a table of the page.
import { html, type TemplateResult } from 'lit';
import type { AuditTable } from '../../src/safety/presentation/audit/auditTables';
import { visibleText } from '../../src/safety/presentation/visibleText';

/** The first column names its row. */
export function auditTable({ caption, columns, rows }: AuditTable): TemplateResult {
  return html`<h3>${caption}</h3>
    <div class="scroll" tabindex="0" role="group" aria-label=${caption}>
      <table aria-label=${caption}>
        <thead>
          <tr>
            ${columns.map(({ title, align }) => html`<th scope="col" class=${align}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell, index) =>
                  index === 0
                    ? html`<th scope="row" class=${columns[0]?.align ?? 'left'}>${visibleText(cell)}</th>`
                    : html`<td class=${columns[index]?.align ?? 'left'}>${visibleText(cell)}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
