// The forecast over β of one reward on one kind of prompt, drawn and as a table.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AuditGroup, AuditSummary, RewardReading } from '../../src/protocol/audit';
import { rewardTitle } from '../../src/safety/presentation/audit/auditNames';
import { driftChart, driftMarks } from '../../src/safety/presentation/audit/driftChart';
import { forecastTable } from '../../src/safety/presentation/audit/auditTables';
import { MeasuredWidth } from '../charts/measuredWidth';
import { svgElement } from '../charts/svgElement';
import '../components/emptyState';
import '../components/select';
import { common } from '../styles/common';
import { dataTable } from '../styles/dataTable';
import { auditStyles } from './auditStyles';
import { auditTable } from './auditTable';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly group: AuditGroup;
  readonly reading: RewardReading;
}

const chartHeight = 300;

/** Fires `choose-reading` with what was chosen. */
@customElement('glens-audit-forecast')
export class AuditForecastTab extends LitElement {
  static override styles = [common, dataTable, auditStyles];

  @property({ attribute: false }) accessor summary: AuditSummary | null = null;
  @property() accessor chosen = '';
  private readonly width = new MeasuredWidth(this, 'figure');

  protected override render(): TemplateResult | typeof nothing {
    const { summary } = this;
    if (summary === null) return nothing;
    const choices = choicesOf(summary);
    const choice = choices.find(({ value }) => value === this.chosen) ?? choices[0];
    if (choice === undefined) {
      return html`<glens-empty
        text="These rewards give every answer to these prompts the same, so there is nothing to forecast: theory predicts no drift from training on them."
      ></glens-empty>`;
    }
    const { group, reading } = choice;
    return html`<glens-select
        label="Prompts and reward"
        .value=${choice.value}
        .options=${choices}
        @choose=${(event: CustomEvent<string>) =>
          this.dispatchEvent(new CustomEvent<string>('choose-reading', { detail: event.detail }))}
      ></glens-select>
      <figure>
        ${this.width.value === 0 ? nothing : this.drawing(summary, reading)}
        <figcaption class="muted legend">
          Forecast change in percentage points over β, the strength of the KL penalty. Filled, solid:
          ${driftMarks.told}; ${driftMarks.untold}. Dashed lines above and below: ${driftMarks.bound}, where
          it lies within the figure. Dotted upright line: ${driftMarks.run}.
        </figcaption>
      </figure>
      ${auditTable(forecastTable(summary, group, reading))}`;
  }

  private drawing(summary: AuditSummary, reading: RewardReading): Element {
    const fontSize = Number.parseFloat(getComputedStyle(this).fontSize) || 13;
    const bounds = summary.bounds.find(({ reward }) => reward === reading.reward)?.bounds ?? [];
    const size = { width: this.width.value, height: chartHeight, fontSize };
    const chart = driftChart({ forecast: reading.forecast, bounds, beta: summary.beta }, size);
    return svgElement(this.width.value, chartHeight, chart);
  }
}

function choicesOf(summary: AuditSummary): Choice[] {
  return summary.groups.flatMap((group) =>
    group.rewards
      .filter(({ forecast }) => forecast.length > 0)
      .map((reading) => ({
        value: `${group.suiteId ?? group.kind}\u0000${reading.reward ?? ''}`,
        label: `${group.title}, ${rewardTitle(reading.reward, summary.functions)}`,
        group,
        reading,
      })),
  );
}
