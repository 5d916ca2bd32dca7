// The forecast over β of one reward on one kind of prompt, drawn and as a table.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AuditGroup, AuditSummary, RewardReading } from '../../src/protocol/audit';
import { rewardTitle } from '../../src/safety/presentation/audit/auditNames';
import { driftMarks } from '../../src/safety/presentation/audit/driftChart';
import { driftFigure } from '../../src/safety/presentation/audit/driftFigure';
import { forecastTable } from '../../src/safety/presentation/audit/auditTables';
import '../components/emptyState';
import '../components/select';
import '../figures/figureBox';
import { common } from '../styles/common';
import '../tables/sortableTable';
import { auditStyles } from './auditStyles';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly group: AuditGroup;
  readonly reading: RewardReading;
}

/** Fires `choose-reading` with what was chosen. */
@customElement('glens-audit-forecast')
export class AuditForecastTab extends LitElement {
  static override styles = [common, auditStyles];

  @property({ attribute: false }) accessor summary: AuditSummary | null = null;
  @property() accessor chosen = '';

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
        <glens-figure .figure=${driftFigure(summary, group, reading)}></glens-figure>
        <figcaption class="muted legend">
          Forecast change in percentage points over β, the strength of the KL penalty. Filled, solid:
          ${driftMarks.told}; ${driftMarks.untold}. Dashed lines above and below: ${driftMarks.bound}, where
          it lies within the figure. Dotted upright line: ${driftMarks.run}.
        </figcaption>
      </figure>
      <glens-table .table=${forecastTable(summary, group, reading)}></glens-table>`;
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
