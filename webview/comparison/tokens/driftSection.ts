// All answers of the comparison read by both models: KL by place in the answer as a drawing and as a table, and by category.
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DriftAnalysis, KindDrift } from '../../../src/protocol/tokens';
import { kindLabels } from '../../../src/safety/presentation/labels';
import { formatCount, formatMetric } from '../../../src/safety/presentation/numbers';
import { depthLine, estimate } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import { analysisStyles } from '../analysis/analysisStyles';

const size = { width: 640, height: 140, left: 44, bottom: 20 } as const;

@customElement('glens-drift')
export class DriftSection extends LitElement {
  static override styles = [
    common,
    dataTable,
    analysisStyles,
    css`
      svg {
        display: block;
        width: 100%;
        max-width: 760px;
        fill: var(--vscode-foreground);
        font-size: 11px;
      }
      .curve {
        fill: none;
        stroke: var(--vscode-charts-orange, currentColor);
        stroke-width: 2;
      }
      .axis {
        stroke: var(--vscode-descriptionForeground, currentColor);
      }
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
      ${drawing(drift, title)}
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

function drawing({ positions }: KindDrift, title: string): TemplateResult {
  const { width, height, left, bottom } = size;
  const most = Math.max(1e-9, ...positions.map(({ kl }) => kl.value));
  const x = (position: number): number =>
    left + ((position - 1) / Math.max(1, positions.length - 1)) * (width - left - 8);
  const y = (value: number): number => 8 + (1 - value / most) * (height - bottom - 8);
  const points = positions.map(({ position, kl }) => `${x(position)},${y(kl.value)}`).join(' ');
  const floor = height - bottom;
  return html`<svg
    viewBox=${`0 0 ${width} ${height}`}
    role="img"
    aria-label=${`${title}: mean KL by token, at most ${formatMetric(most)} nats`}
  >
    ${svg`<line class="axis" x1=${left} y1=${floor} x2=${width - 8} y2=${floor}></line>
      <text x=${left - 4} y="14" text-anchor="end">${formatMetric(most)}</text>
      <text x=${left - 4} y=${floor} text-anchor="end">0</text>
      <text x=${left} y=${height - 4}>1</text>
      <text x=${width - 8} y=${height - 4} text-anchor="end">token ${positions.length}</text>
      <polyline class="curve" points=${points}></polyline>`}
  </svg>`;
}
