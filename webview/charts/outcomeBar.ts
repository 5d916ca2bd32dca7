// How one side's responses fell into outcomes: a stacked bar whose parts are buttons to the rows behind them.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { outcomes, type Outcome, type Side } from '../../src/protocol/outcomes';
import type { SideSummary } from '../../src/protocol/summary';
import { formatCount } from '../../src/safety/analysis/format';
import { outcomeLabels, sideLabels } from '../shared/labels';
import { common } from '../styles/common';

/** Below this share a count does not fit into its part. */
const roomForCount = 0.07;

@customElement('glens-outcome-bar')
export class OutcomeBar extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: grid;
        grid-template-columns: 44px 1fr 48px;
        align-items: center;
        gap: 8px;
      }
      .bar {
        display: flex;
        height: 20px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      button {
        min-width: 3px;
        padding: 0;
        overflow: hidden;
        border: none;
        border-inline-end: 1px solid var(--vscode-editor-background);
        color: var(--vscode-editor-background);
        font: inherit;
        font-variant-numeric: tabular-nums;
        cursor: pointer;
      }
      button:focus-visible {
        outline: 2px solid var(--vscode-focusBorder, Highlight);
        outline-offset: 1px;
        z-index: 1;
      }
      .refusal {
        background: var(--vscode-charts-blue, #3794ff);
      }
      .deflection {
        background: repeating-linear-gradient(
          45deg,
          var(--vscode-charts-blue, #3794ff) 0 4px,
          var(--vscode-editor-background) 4px 6px
        );
        color: var(--vscode-foreground);
      }
      .partial {
        background: repeating-linear-gradient(
          45deg,
          var(--vscode-charts-orange, #d18616) 0 4px,
          var(--vscode-editor-background) 4px 6px
        );
        color: var(--vscode-foreground);
      }
      .compliance {
        background: var(--vscode-charts-orange, #d18616);
        color: var(--vscode-foreground);
      }
      .empty,
      .truncated,
      .unscored {
        background: var(--vscode-editor-inactiveSelectionBackground, GrayText);
        color: var(--vscode-foreground);
      }
      .n {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) accessor summary: SideSummary | null = null;
  @property() accessor side: Side = 'base';
  /** Names the benchmark for a screen reader. */
  @property() accessor benchmark = '';

  protected override render(): TemplateResult | typeof nothing {
    const { summary, side } = this;
    if (summary === null) return nothing;
    const total = Math.max(1, summary.responses);
    return html`<span class="muted">${sideLabels[side]}</span>
      <div class="bar">
        ${outcomes.filter((outcome) => summary.outcomes[outcome] > 0).map((outcome) => this.segment(outcome, summary.outcomes[outcome], total))}
      </div>
      <span class="n muted">${formatCount(summary.responses)}</span>`;
  }

  private segment(outcome: Outcome, count: number, total: number): TemplateResult {
    const words = `${formatCount(count)} ${outcomeLabels[outcome].toLowerCase()}`;
    return html`<button
      class=${outcome}
      .style=${`flex: ${count} 1 0`}
      title=${words}
      aria-label=${`${this.benchmark}, ${sideLabels[this.side]}: ${words}. Show them`}
      @click=${() => this.choose(outcome)}
    >
      ${count / total >= roomForCount ? formatCount(count) : nothing}
    </button>`;
  }

  private choose(outcome: Outcome): void {
    this.dispatchEvent(new CustomEvent<Outcome>('choose-outcome', { detail: outcome }));
  }
}
