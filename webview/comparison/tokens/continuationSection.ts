// Either model goes on with the answer from the token in focus; what they write stands beside what was there. Shows text
// only of prompts that the tab has uncovered.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { continuedTokens, type TokenAnalysis, type TokenContinuation } from '../../../src/protocol/tokens';
import type { ComparisonState } from '../../../src/protocol/webview';
import { sideLabels } from '../../../src/safety/presentation/labels';
import { continuationTitle, tokenLabel } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import '../../components/responseText';
import '../../components/select';
import { fieldChecked } from '../../components/toolkit';
import { host } from '../../shared/host';
import { common } from '../../styles/common';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';

const ways = [
  { value: '0', label: 'Greedy' },
  { value: '1', label: 'Sampled at temperature 1' },
];

/** Seeds of samples follow one another, so that each press shows another sample and the same presses the same ones. */
const firstSeed = 0;

@customElement('glens-continuation')
export class ContinuationSection extends LitElement {
  static override styles = [
    common,
    analysisStyles,
    css`
      .answers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px;
      }
      h4 {
        margin: 8px 0 4px;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @property({ attribute: false }) accessor analysis: TokenAnalysis | null = null;
  /** 0-based. */
  @property({ type: Number }) accessor token = 0;
  @state() private accessor keepsToken = false;
  @state() private accessor temperature = '0';
  /** The newest of each side, of one place in one answer. */
  @state() private accessor found: readonly TokenContinuation[] = [];
  private seed = firstSeed;
  private readonly run = new AnalysisRun(this, () => (this.found = []));

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('analysis')) return;
    this.found = [];
    this.seed = firstSeed;
  }

  protected override render(): TemplateResult | typeof nothing {
    const token = this.analysis?.tokens[this.token];
    // Only where both models count the same tokens.
    if (this.analysis === null || token === undefined || token.kl === null) return nothing;
    return html`<h3 id="continue">Continue from token ${this.token + 1}</h3>
      <div class="line" role="group" aria-labelledby="continue">
        <vscode-checkbox
          .checked=${this.keepsToken}
          @change=${(event: Event) => (this.keepsToken = fieldChecked(event))}
          >Keep ${visibleText(tokenLabel(token.text))}</vscode-checkbox
        >
        <glens-select
          label="How tokens are chosen"
          .value=${this.temperature}
          .options=${ways}
          @choose=${({ detail }: CustomEvent<string>) => (this.temperature = detail)}
        ></glens-select>
        ${(['base', 'tuned'] as const).map((side) =>
          this.run.button(
            `Continue with ${sideLabels[side]}`,
            () => this.ask(side),
            (one) => this.show(one),
          ),
        )}
      </div>
      <div aria-live="polite">${this.answers()}</div>`;
  }

  private answers(): TemplateResult | typeof nothing {
    const [first] = this.found;
    if (first === undefined) return nothing;
    const columns = [
      { title: 'As it was', text: first.original },
      ...this.found.map((one) => ({ title: continuationTitle(one), text: one.text })),
    ];
    return html`<p class="muted">
        Behind ${first.keep === 0 ? 'the prompt' : html`“${visibleText(first.kept)}”`}:
      </p>
      <div class="answers">
        ${columns.map(
          ({ title, text }) =>
            html`<div role="group" aria-label=${title}>
              <h4>${title}</h4>
              <glens-response-text .text=${text}></glens-response-text>
            </div>`,
        )}
      </div>`;
  }

  private ask(side: 'base' | 'tuned'): Promise<TokenContinuation> {
    const { promptId = 0, response = { kind: 'tuned', sample: 0 } } = this.analysis ?? {};
    const keep = this.token + (this.keepsToken ? 1 : 0);
    const temperature = Number(this.temperature);
    const seed = temperature === 0 ? firstSeed : this.seed++;
    const spec = { promptId, response, keep, side, temperature, seed, maxNewTokens: continuedTokens };
    return host.request('continueTokens', spec);
  }

  /** What belongs to another place goes. */
  private show(one: TokenContinuation): void {
    if (one.promptId !== this.analysis?.promptId) return;
    const beside = this.found.filter(({ keep, side }) => keep === one.keep && side !== one.side);
    this.found = [...beside, one].sort((a, b) => a.side.localeCompare(b.side));
  }
}
