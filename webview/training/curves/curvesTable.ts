// The numbers behind the curves, newest step first.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { valueText } from '../../charts/readout';
import '../../components/toolkit';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import type { Curves } from './curves';

const rowsAtATime = 100;

@customElement('glens-curves-table')
export class CurvesTable extends LitElement {
  static override styles = [
    common,
    dataTable,
    css`
      :host {
        display: block;
      }
      th,
      td {
        padding: 3px 12px 3px 0;
        text-align: end;
      }
      thead th {
        vertical-align: bottom;
        white-space: normal;
        min-width: 110px;
      }
      vscode-button {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) accessor curves: Curves = { steps: [], charts: [] };
  @state() private accessor shown = rowsAtATime;

  protected override render(): TemplateResult {
    const { steps, charts } = this.curves;
    const columns = charts.flatMap((chart) =>
      chart.curves.map((curve) => ({ curve, unit: chart.unit, name: columnName(chart.title, curve.label) })),
    );
    const indices = steps.map((_, index) => index).reverse();
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Metrics by step">
        <table aria-label="Metrics by step, newest first">
          <thead>
            <tr>
              <th scope="col">Step</th>
              ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${indices.slice(0, this.shown).map(
              (index) =>
                html`<tr>
                  <th scope="row">${formatCount(steps[index] ?? 0)}</th>
                  ${columns.map(({ curve, unit }) => html`<td>${valueText(curve, index, unit)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        indices.length > this.shown
          ? html`<vscode-button appearance="secondary" @click=${() => (this.shown += rowsAtATime)}
              >Show ${formatCount(Math.min(rowsAtATime, indices.length - this.shown))} More</vscode-button
            >`
          : nothing
      }`;
  }
}

function columnName(title: string, label: string): string {
  return title === label ? title : `${title}: ${label}`;
}
