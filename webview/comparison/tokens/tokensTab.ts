// The Tokens tab: one answer read by both models, and all answers. What may be harmful stays covered until revealed.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonRow } from '../../../src/protocol/comparison';
import type { DriftReading, ReadingResult } from '../../../src/protocol/readings';
import type { ForcedResponse, TokenAnalysis } from '../../../src/protocol/tokens';
import type { ComparisonState } from '../../../src/protocol/webview';
import { partingLine, refusalLine } from '../../../src/safety/presentation/tokensText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import type { RevealScope } from '../../components/maskedText';
import '../../components/maskedText';
import '../../components/select';
import '../../components/skeleton';
import { fieldValue } from '../../components/toolkit';
import { host } from '../../shared/host';
import { firstLine, isCovered } from '../../shared/masking';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';
import { KeptReadingsController } from '../analysis/keptReadings';
import './continuationSection';
import './driftSection';
import './tokenHeat';

const sources = [
  { value: 'tuned', label: 'Answer of tuned' },
  { value: 'base', label: 'Answer of base' },
  { value: 'text', label: 'A text of your own' },
];

@customElement('glens-tokens')
export class TokensTab extends LitElement {
  static override styles = [common, analysisStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @state() private accessor row: ComparisonRow | null = null;
  @state() private accessor source = 'tuned';
  @state() private accessor text = '';
  @state() private accessor analysis: TokenAnalysis | null = null;
  /** Of the answer, in focus; 0-based. */
  @state() private accessor token = 0;
  /** As it was read just now; null: what the file keeps is shown. */
  @state() private accessor drift: ReadingResult<DriftReading> | null = null;
  /** The prompt that was asked for last; its row may be on the way. */
  private wanted: number | null = null;
  private readonly run = new AnalysisRun(this, () => {
    this.analysis = null;
    this.drift = null;
  });
  private readonly kept = new KeptReadingsController(this);

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const selected = this.state?.selectedPromptId ?? this.wanted ?? 1;
    if (this.state !== null && selected !== this.wanted) void this.load(selected);
  }

  protected override render(): TemplateResult {
    if (this.state === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    const reading = this.drift ?? this.kept.found?.drift ?? null;
    return html`<div class="page">
      <section aria-labelledby="one">
        <h2 id="one">One answer, token by token</h2>
        ${this.row === null ? nothing : this.prompt(this.row)}
      </section>
      <section aria-labelledby="all">
        <h2 id="all">All answers of tuned</h2>
        <p class="muted">Both models read every answer; this takes about as long as generating them did.</p>
        ${this.run.button(
          reading === null ? 'Read All Answers' : 'Read All Answers Anew',
          () => host.request('drift', { side: 'tuned' }),
          (drift) => (this.drift = drift),
        )}
        <glens-drift .reading=${reading}></glens-drift>
      </section>
    </div>`;
  }

  private prompt(row: ComparisonRow): TemplateResult {
    const covered = isCovered(row, this.state);
    return html`<p>
        Prompt ${row.id}: ${covered ? nothing : visibleText(firstLine(row.userMessage))}
        <span class="muted">(the one selected in the Responses tab)</span>
      </p>
      ${
        covered
          ? html`<glens-masked
              what="This prompt"
              @reveal=${({ detail }: CustomEvent<RevealScope>) => this.reveal(row.id, detail)}
            ></glens-masked>`
          : html`<div class="line">
                <glens-select
                  label="What both models read"
                  .value=${this.source}
                  .options=${sources}
                  @choose=${({ detail }: CustomEvent<string>) => (this.source = detail)}
                ></glens-select>
                ${
                  this.source === 'text'
                    ? html`<vscode-text-field
                        aria-label="Text that both models read"
                        placeholder="I cannot help with that."
                        .value=${this.text}
                        @input=${(event: Event) => (this.text = fieldValue(event))}
                      ></vscode-text-field>`
                    : nothing
                }
                ${this.run.button(
                  'Read with Both Models',
                  () => this.read(row.id),
                  (analysis) => {
                    this.analysis = analysis;
                    this.token = analysis.partsAt ?? 0;
                  },
                )}
              </div>
              ${this.result(row.id)}`
      }`;
  }

  private result(promptId: number): TemplateResult | typeof nothing {
    const { analysis } = this;
    if (analysis?.promptId !== promptId) return nothing;
    return html`<p>${visibleText(partingLine(analysis))}</p>
      <glens-token-heat
        .analysis=${analysis}
        @token=${({ detail }: CustomEvent<number>) => (this.token = detail)}
      ></glens-token-heat>
      ${analysis.refusal === null ? nothing : html`<p>${visibleText(refusalLine(analysis.refusal))}</p>`}
      ${analysis.notes.map((note) => html`<p class="muted">${note}</p>`)}
      <glens-continuation
        .state=${this.state}
        .analysis=${analysis}
        .token=${this.token}
      ></glens-continuation>`;
  }

  private read(promptId: number): Promise<TokenAnalysis> {
    const response: ForcedResponse =
      this.source === 'text'
        ? { kind: 'text', text: this.text }
        : { kind: this.source === 'base' ? 'base' : 'tuned', sample: 0 };
    return host.request('tokens', { promptId, response });
  }

  private async load(promptId: number): Promise<void> {
    this.wanted = promptId;
    try {
      const query = {
        filter: { promptId },
        sort: 'runOrder',
        descending: false,
        offset: 0,
        limit: 1,
      } as const;
      const { rows } = await host.request('rows', { query });
      if (this.wanted === promptId) this.row = rows[0] ?? null;
    } catch (error) {
      reportError(this, error);
    }
  }

  private reveal(promptId: number, scope: RevealScope): void {
    const request = { promptId: scope === 'all' ? null : promptId, shown: true };
    host.request('reveal', request).catch((error: unknown) => reportError(this, error));
  }
}
