// All answers of the comparison read by both models: KL by place in the answer as a drawing and as a table, and by category.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DriftAnalysis, KindDrift } from '../../../src/protocol/tokens';
import { driftByTokenFigure } from '../../../src/safety/presentation/driftByTokenFigure';
import { kindLabels } from '../../../src/safety/presentation/labels';
import { formatCount, formatMetric } from '../../../src/safety/presentation/numbers';
import { depthLine, estimate } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import '../../figures/figureBox';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import { analysisStyles } from '../analysis/analysisStyles';

@customElement('glens-drift')
export class DriftSection extends LitElement {
  static override styles = [
    common,
    dataTable,
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
      ${drift.kinds.map((kind) => this.kind(kind))} ${this.categories(drift)}
      ${drift.notes.map((note) => html`<p class="muted">${note}</p>`)}`;
  }

  private kind(drift: KindDrift): TemplateResult {
    const title = kindLabels[drift.kind];
    return html`<h3>${title}</h3>
      <p>${depthLine(drift)}</p>
      <glens-figure .figure=${driftByTokenFigure(drift)}></glens-figure>
      <details>
        <summary>Numbers by token</summary>
        <div class="scroll" role="group" aria-label=${`${title}: KL by token`} tabindex="0">
          <table>
            <thead>
              <tr>
                <th scope="col">Token</th>
                <th scope="col">KL, nats</th>
                <th scope="col">Prompts</th>
              </tr>
            </thead>
            <tbody>
              ${drift.positions.map(
                ({ position, kl }) =>
                  html`<tr>
                    <th scope="row">${position}</th>
                    <td>${estimate(kl)}</td>
                    <td>${formatCount(kl.n)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>`;
  }

  private categories({ categories }: DriftAnalysis): TemplateResult {
    return html`<h3>By category</h3>
      <div class="scroll" role="group" aria-label="KL by category" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col" class="text">Benchmark</th>
              <th scope="col" class="text">Category</th>
              <th scope="col">Prompts</th>
              <th scope="col">KL per answer, nats</th>
              <th scope="col">Per token</th>
            </tr>
          </thead>
          <tbody>
            ${categories.map(
              ({ suiteId, category, kl, perToken }) =>
                html`<tr>
                  <th scope="row" class="text">${visibleText(suiteId)}</th>
                  <td class="text">${visibleText(category)}</td>
                  <td>${formatCount(kl.n)}</td>
                  <td>${estimate(kl)}</td>
                  <td>${formatMetric(perToken)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}
