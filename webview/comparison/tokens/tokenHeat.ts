// An answer as its tokens, coloured by how far the two models are apart, and what both say of the one in focus.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparedToken, SideToken, TokenAnalysis } from '../../../src/protocol/tokens';
import { formatCount, formatMetric, formatPercent, noValue } from '../../../src/safety/presentation/numbers';
import {
  figure,
  left,
  right,
  type DataTable,
  type TableContent,
} from '../../../src/safety/presentation/tables/dataTable';
import { heatStep } from '../../../src/safety/presentation/tables/heatStep';
import { tokenLabel } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { common } from '../../styles/common';
import { heatStyles } from '../../styles/heat';
import '../../tables/sortableTable';
import { analysisStyles } from '../analysis/analysisStyles';

/** Nats. */
const klLimits = [0.01, 0.05, 0.2, 0.7, 2] as const;

/** Fires `token` with the 0-based place of the token in focus. */
@customElement('glens-token-heat')
export class TokenHeat extends LitElement {
  static override styles = [
    common,
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
    const choose = (): void => this.choose(index);
    const label = visibleText(tokenLabel(text));
    return html`<button
      class="token ${kl === null ? '' : `heat-${heatStep(kl, klLimits)}`} ${parts ? 'parts' : ''}"
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
    const likeliest = likeliestTable(token);
    return html`<p aria-live="polite">
        Token ${this.current + 1}, <b>${visibleText(tokenLabel(token.text))}</b>: KL(tuned ‖ base)
        ${metric(kl)}, KL(base ‖ tuned) ${metric(reverseKl)}, JS ${metric(js)} nats. Base: ${sideText(base)}.
        Tuned: ${sideText(tuned)}.
      </p>
      ${likeliest.rows.length === 0 ? nothing : html`<glens-table .table=${likeliest}></glens-table>`}`;
  }

  private choose(index: number): void {
    if (index === this.current) return;
    this.current = index;
    this.dispatchEvent(new CustomEvent('token', { detail: index }));
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
    this.choose(Math.min(last, Math.max(0, target)));
    this.renderRoot.querySelectorAll<HTMLElement>('.token')[this.current]?.focus();
  };
}

function likeliestTable({ base, tuned }: ComparedToken): DataTable {
  const ranks = Math.max(base?.top.length ?? 0, tuned?.top.length ?? 0);
  return {
    id: 'likeliest-tokens',
    caption: 'Likeliest tokens',
    columns: [
      right('Rank'),
      left('Base would say'),
      right('p base'),
      left('Tuned would say'),
      right('p tuned'),
    ],
    rows: Array.from({ length: ranks }, (_, rank) => [
      figure(String(rank + 1), rank + 1),
      ...choice(base, rank),
      ...choice(tuned, rank),
    ]),
  };
}

function choice(side: SideToken | null, rank: number): TableContent[] {
  const found = side?.top[rank];
  if (found === undefined) return [figure(noValue, null), figure(noValue, null)];
  const p = Math.exp(found.logprob);
  return [tokenLabel(found.text), figure(formatPercent(p), p)];
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
