// How one side's responses fell into outcomes: a stacked bar, and below it each part as words that lead to its rows.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { outcomes, type Outcome, type Side } from '../../src/protocol/outcomes';
import type { SideSummary } from '../../src/protocol/summary';
import { formatCount } from '../../src/safety/presentation/numbers';
import { outcomeLabels, outcomeMeanings, sideLabels } from '../../src/safety/presentation/labels';
import { common } from '../styles/common';
import { outcomeSwatches } from './outcomeSwatches';

/** Fires `choose-outcome` with the outcome whose rows are asked for. */
@customElement('glens-outcome-bar')
export class OutcomeBar extends LitElement {
  static override styles = [
    common,
    outcomeSwatches,
    css`
      :host {
        display: grid;
        grid-template-columns: 48px minmax(0, 1fr);
        gap: 2px 8px;
      }
      .bar {
        display: flex;
        gap: 1px;
        height: 16px;
        margin-top: 1px;
      }
      .bar > * {
        box-sizing: border-box;
        min-width: 3px;
      }
      .bar > .swatch {
        cursor: pointer;
      }
      .rest {
        border-bottom: 1px dotted var(--vscode-descriptionForeground, GrayText);
      }
      ul {
        grid-column: 2;
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
        padding: 0;
        border: none;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      li .swatch {
        flex: none;
        width: 10px;
        height: 10px;
      }
      .waiting {
        min-height: 24px;
        line-height: 24px;
      }
    `,
  ];

  @property({ attribute: false }) accessor summary: SideSummary | null = null;
  @property() accessor side: Side = 'base';
  /** Names the benchmark for a screen reader. */
  @property() accessor benchmark = '';

  protected override render(): TemplateResult | typeof nothing {
    const { summary, side, benchmark } = this;
    if (summary === null) return nothing;
    const present = outcomes.filter((outcome) => summary.outcomes[outcome] > 0);
    const judged = present.reduce((sum, outcome) => sum + summary.outcomes[outcome], 0);
    const waiting = Math.max(0, summary.responses - judged);
    const label = html`<span class="muted">${sideLabels[side]}</span>`;
    if (summary.responses === 0 && judged === 0)
      return html`${label}<span class="muted">No response yet</span>`;
    return html`${label}
      <div class="bar" aria-hidden="true">
        ${present.map((outcome) => this.segment(outcome, summary.outcomes[outcome]))}
        ${waiting > 0 ? html`<span class="rest" .style=${flex(waiting)}></span>` : nothing}
      </div>
      <ul aria-label=${`${benchmark}, ${sideLabels[side]}: ${formatCount(summary.responses)} responses`}>
        ${present.map((outcome) => this.entry(outcome, summary.outcomes[outcome]))}
        ${waiting > 0 ? html`<li class="waiting muted">${formatCount(waiting)} not judged yet</li>` : nothing}
      </ul>`;
  }

  private segment(outcome: Outcome, count: number): TemplateResult {
    return html`<span
      class="swatch ${outcome}"
      .style=${flex(count)}
      title=${`${outcomeLabels[outcome]} ${formatCount(count)}: ${outcomeMeanings[outcome]}`}
      @click=${() => this.choose(outcome)}
    ></span>`;
  }

  private entry(outcome: Outcome, count: number): TemplateResult {
    return html`<li>
      <button title="Show these responses" @click=${() => this.choose(outcome)}>
        <span class="swatch ${outcome}" aria-hidden="true"></span>
        <span>${outcomeLabels[outcome]} ${formatCount(count)}</span>
      </button>
    </li>`;
  }

  private choose(outcome: Outcome): void {
    this.dispatchEvent(new CustomEvent<Outcome>('choose-outcome', { detail: outcome }));
  }
}

/** As a property, since the content security policy forbids style attributes. */
function flex(share: number): string {
  return `flex: ${share} 1 0`;
}
