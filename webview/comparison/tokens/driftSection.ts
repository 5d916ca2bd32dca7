// All answers of the comparison read by both models: KL by place in the answer as a drawing and as a table, and by category.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DriftSettings, DriftAnalysis, KindDrift } from '../../../src/protocol/tokens';
import { driftByTokenFigure } from '../../../src/safety/presentation/driftByTokenFigure';
import { categoriesTable, positionsTable } from '../../../src/safety/presentation/driftTables';
import { kindLabels } from '../../../src/safety/presentation/labels';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { depthLine, estimate } from '../../../src/safety/presentation/tokensText';
import '../../figures/figureBox';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { analysisStyles } from '../analysis/analysisStyles';
import { readingHead, type ShownReading } from '../analysis/readingHead';

@customElement('glens-drift')
export class DriftSection extends LitElement {
  static override styles = [
    common,
    analysisStyles,
    css`
      h3 {
        margin-top: 24px;
      }
      summary {
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) accessor reading: ShownReading<DriftSettings, DriftAnalysis> | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { reading } = this;
    if (reading === null) return nothing;
    const drift = reading.value;
    const { answers, tokens, side, sequence, onPath } = drift;
    return html`${readingHead(reading)}
      <p>${formatCount(answers)} answers of ${side}, ${formatCount(tokens)} tokens.</p>
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
