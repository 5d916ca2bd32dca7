// An answer as its tokens, coloured by how far the two models are apart, and what both say of the one in focus.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparedToken, SideToken, TokenAnalysis } from '../../../src/protocol/tokens';
import { formatCount, formatMetric, formatPercent, noValue } from '../../../src/safety/presentation/numbers';
import { tokenLabel } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import { analysisStyles } from '../analysis/analysisStyles';
import { heatClass, heatStyles, klLimits } from '../analysis/heat';

@customElement('glens-token-heat')
export class TokenHeat extends LitElement {
  static override styles = [
    common,
    dataTable,
    analysisStyles,
    heatStyles,
    css`
      .tokens {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 0;
        padding: 8px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
        border-radius: 2px;
        font-family: var(--vscode-editor-font-family, monospace);
      }
      .token {
        padding: 2px 1px 4px;
        border: none;
        color: inherit;
        font: inherit;
        white-space: nowrap;
        cursor: pointer;
      }
      .token:not([class*='heat-']),
      .heat-0 {
        background: none;
      }
      .token.parts {
        border-inline-start: 2px solid var(--vscode-charts-red, currentColor);
      }
      .token[aria-selected='true'] {
        outline: 1px solid var(--vscode-focusBorder, Highlight);
      }
    `,
  ];

  @property({ attribute: false }) accessor analysis: TokenAnalysis | null = null;
  @state() private accessor current = 0;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('analysis')) this.current = this.analysis?.partsAt ?? 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { analysis } = this;
    if (analysis === null) return nothing;
    const token = analysis.tokens[this.current];
    return html`<div class="tokens" role="listbox" aria-label="Tokens of the answer" @keydown=${this.moved}>
        ${analysis.tokens.map((one, index) => this.token(one, index, analysis.partsAt === index))}
      </div>
      ${token === undefined ? nothing : this.details(token)}`;
  }

  private token({ text, kl }: ComparedToken, index: number, parts: boolean): TemplateResult {
    const choose = (): void => void (this.current = index);
    const label = visibleText(tokenLabel(text));
    return html`<button
      class="token ${heatClass(kl, klLimits)} ${parts ? 'parts' : ''}"
      role="option"
      aria-selected=${index === this.current ? 'true' : 'false'}
      aria-label=${`${label}, KL ${metric(kl)}${parts ? ', here they part' : ''}`}
      tabindex=${index === this.current ? 0 : -1}
      @focus=${choose}
      @mouseenter=${choose}
    >
      ${label}
    </button>`;
  }

  private details(token: ComparedToken): TemplateResult {
    const { base, tuned, kl, reverseKl, js } = token;
    const rows = Math.max(base?.top.length ?? 0, tuned?.top.length ?? 0);
    return html`<p aria-live="polite">
        Token ${this.current + 1}, <b>${visibleText(tokenLabel(token.text))}</b>: KL(tuned ‖ base)
        ${metric(kl)}, KL(base ‖ tuned) ${metric(reverseKl)}, JS ${metric(js)} nats. Base: ${sideText(base)}.
        Tuned: ${sideText(tuned)}.
      </p>
      ${
        rows === 0
          ? nothing
          : html`<div class="scroll" role="group" aria-label="Likeliest tokens" tabindex="0">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Rank</th>
                    <th scope="col" class="text">Base would say</th>
                    <th scope="col">p</th>
                    <th scope="col" class="text">Tuned would say</th>
                    <th scope="col">p</th>
                  </tr>
                </thead>
                <tbody>
                  ${Array.from(
                    { length: rows },
                    (_, rank) =>
                      html`<tr>
                        <th scope="row">${rank + 1}</th>
                        ${choice(base, rank)} ${choice(tuned, rank)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }`;
  }

  private readonly moved = (event: KeyboardEvent): void => {
    const last = (this.analysis?.tokens.length ?? 0) - 1;
    const target = {
      ArrowRight: this.current + 1,
      ArrowDown: this.current + 1,
      ArrowLeft: this.current - 1,
      ArrowUp: this.current - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.current = Math.min(last, Math.max(0, target));
    this.renderRoot.querySelectorAll<HTMLElement>('.token')[this.current]?.focus();
  };
}

function choice(side: SideToken | null, rank: number): TemplateResult {
  const found = side?.top[rank];
  return html`<td class="text">${found === undefined ? noValue : visibleText(tokenLabel(found.text))}</td>
    <td>${found === undefined ? noValue : formatPercent(Math.exp(found.logprob))}</td>`;
}

function sideText(side: SideToken | null): string {
  if (side === null) return 'not known';
  const rank = side.rank === null ? '' : `, rank ${formatCount(side.rank)}`;
  const entropy = side.entropy === null ? '' : `, entropy ${formatMetric(side.entropy)}`;
  return `log p ${formatMetric(side.logprob)}${rank}${entropy}`;
}

function metric(value: number | null): string {
  return value === null ? noValue : formatMetric(value);
}
