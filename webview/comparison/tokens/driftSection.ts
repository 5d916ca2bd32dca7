// All answers of the comparison read by both models: KL by place in the answer as a drawing and as a table, and by category.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DriftAnalysis, KindDrift } from '../../../src/protocol/tokens';
import { driftByTokenFigure } from '../../../src/safety/presentation/driftByTokenFigure';
import { categoriesTable, positionsTable } from '../../../src/safety/presentation/driftTables';
import { kindLabels } from '../../../src/safety/presentation/labels';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { depthLine, estimate } from '../../../src/safety/presentation/tokensText';
import '../../figures/figureBox';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { analysisStyles } from '../analysis/analysisStyles';

@customElement('glens-drift')
export class DriftSection extends LitElement {
  static override styles = [
    common,
    analysisStyles,
    css`
      summary {
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) accessor drift: DriftAnalysis | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { drift } = this;
    if (drift === null) return nothing;
    const { answers, tokens, side, sequence, onPath } = drift;
    return html`<p>${formatCount(answers)} answers of ${side}, ${formatCount(tokens)} tokens.</p>
      ${
        sequence !== null
          ? html`<p>
              KL(tuned ‖ base) of whole answers, nats: exact per token ${estimate(sequence.exact)}, k1
              ${estimate(sequence.k1)}, k3 ${estimate(sequence.k3)}.
            </p>`
          : onPath === null
            ? nothing
            : html`<p>KL(tuned ‖ base) along an answer: ${estimate(onPath)} nats.</p>`
      }
      ${drift.kinds.map((kind) => this.kind(kind))}
      <glens-table .table=${categoriesTable(drift)}></glens-table>
      ${drift.notes.map((note) => html`<p class="muted">${note}</p>`)}`;
  }

  private kind(drift: KindDrift): TemplateResult {
    const title = kindLabels[drift.kind];
    return html`<h3>${title}</h3>
      <p>${depthLine(drift)}</p>
      <glens-figure .figure=${driftByTokenFigure(drift)}></glens-figure>
      <details>
        <summary>Numbers by token</summary>
        <glens-table .table=${positionsTable(drift)}></glens-table>
      </details>`;
  }
}
