// One side of a comparison for one prompt: its samples, the one chosen, its verdict, and what it cost.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SampleRow } from '../../src/protocol/comparison';
import type { Side, SuiteKind } from '../../src/protocol/outcomes';
import { formatMilliseconds } from '../../src/safety/presentation/numbers';
import {
  finishLabel,
  judgedBy,
  notJudged,
  outcomeLabels,
  sideLabels,
  tokensLabel,
} from '../../src/safety/presentation/labels';
import { parseTrajectory } from '../../src/safety/control/trajectory';
import { trajectoryDrawing, trajectoryMarks } from '../../src/safety/presentation/control/trajectoryFigure';
import { isByPerson, isOverruled } from '../../src/safety/outcomes/overruled';
import { fireRowAction } from '../shared/rowActions';
import { spreadOf } from '../shared/spread';
import type { TextRange } from '../../src/safety/presentation/wordDiff';
import { common } from '../styles/common';
import '../charts/drawing';
import './outcomeChip';
import './markdownText';
import './overruledMark';
import './responseText';
import { visibleText } from '../../src/safety/presentation/visibleText';

/** Fires `sample` with the index of the chosen sample, `overrule` with the number of the one shown, and `undo-overrule` with its response's id. */
@customElement('glens-side')
export class SideColumn extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        min-width: 0;
      }
      .head,
      .samples,
      .judge {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 12px;
      }
      .head {
        padding-bottom: 4px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor));
      }
      .head .link:first-of-type {
        margin-inline-start: auto;
      }
      .samples {
        gap: 4px;
      }
      .samples button {
        padding: 0 4px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 2px;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      .samples button[aria-pressed='true'] {
        border-color: var(--vscode-focusBorder, currentColor);
        font-weight: 600;
      }
      .judge,
      .cost {
        font-size: 0.92em;
      }
      .judge span {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      summary {
        cursor: pointer;
      }
      .reasoning {
        margin-top: 4px;
        padding-inline-start: 8px;
        border-inline-start: 2px solid var(--vscode-textBlockQuote-border, currentColor);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .cover {
        font-style: italic;
      }
    `,
  ];

  @property() accessor side: Side = 'base';
  /** What it is called, where the side alone does not say it. */
  @property() accessor label = '';
  @property() accessor kind: SuiteKind = 'harmful';
  @property({ attribute: false }) accessor samples: readonly SampleRow[] = [];
  /** Index among the samples. */
  @property({ attribute: false }) accessor selected = 0;
  @property({ attribute: false }) accessor changed: readonly TextRange[] = [];
  @property({ attribute: false }) accessor covered = true;
  @property({ attribute: false }) accessor writable = true;
  /** The answer's Markdown as it is meant. */
  @property({ attribute: false }) accessor rendered = false;
  /** Why an answer is missing; null where none is, or where the run has not got there yet. */
  @property({ attribute: false }) accessor missing: string | null = null;

  private get name(): string {
    return this.label === '' ? sideLabels[this.side] : this.label;
  }

  private get absent(): string {
    if (this.missing === null) return 'No response yet.';
    return `No answer: ${this.missing} Resume the run to ask again.`;
  }

  protected override render(): TemplateResult {
    const sample = this.samples[this.selected];
    const spread = spreadOf(this.samples);
    return html`<div class="head">
        <h3>${this.name}</h3>
        ${this.samples.length > 1 ? html`<span class="muted">${spread.long}</span>` : nothing}
        ${this.samples.length === 1 && sample !== undefined ? this.chip(sample) : nothing}
        ${
          sample === undefined || this.covered
            ? nothing
            : html`<button
                class="link copy"
                aria-label="Copy the response of ${sideLabels[this.side]}"
                @click=${() => fireRowAction(this, { do: 'copy', text: sample.answer })}
              >
                Copy
              </button>`
        }
        ${
          sample === undefined || !this.writable
            ? nothing
            : html`<button
                class="link"
                aria-label="Overrule the verdict on ${this.name}"
                @click=${() => this.dispatchEvent(new CustomEvent<number>('overrule', { detail: sample.sample }))}
              >
                Overrule…
              </button>`
        }
        ${
          sample === undefined || !this.writable || !isByPerson(sample)
            ? nothing
            : html`<button
                class="link"
                aria-label="Undo the overruling on ${sideLabels[this.side]}"
                @click=${() => this.dispatchEvent(new CustomEvent<number>('undo-overrule', { detail: sample.responseId }))}
              >
                Undo
              </button>`
        }
      </div>
      ${this.samples.length > 1 ? this.chooser() : nothing}
      ${sample === undefined ? html`<p class="muted">${this.absent}</p>` : this.response(sample)}`;
  }

  private chip({ verdict }: SampleRow): TemplateResult {
    return html`<glens-outcome .outcome=${verdict?.outcome ?? null} .kind=${this.kind}></glens-outcome>`;
  }

  private chooser(): TemplateResult {
    return html`<div class="samples" role="group" aria-label="Samples of ${this.name}">
      ${this.samples.map(
        ({ verdict }, index) =>
          html`<button
            aria-pressed=${index === this.selected ? 'true' : 'false'}
            title="Sample ${index + 1}"
            @click=${() => this.dispatchEvent(new CustomEvent<number>('sample', { detail: index }))}
          >
            <glens-outcome
              .outcome=${verdict?.outcome ?? null}
              .kind=${this.kind}
              .label="${index + 1} ${verdict === null ? notJudged : outcomeLabels[verdict.outcome]}"
            ></glens-outcome>
          </button>`,
      )}
    </div>`;
  }

  private response(sample: SampleRow): TemplateResult {
    return html`${this.judge(sample)}
      ${
        this.covered
          ? html`<p class="cover muted">Response covered.</p>`
          : html`${this.reasoning(sample)}${this.trajectory(sample) ?? this.words(sample)}`
      }
      <p class="cost muted">${costOf(sample, this.kind)}</p>`;
  }

  /** null: the answer is none. */
  private trajectory({ answer }: SampleRow): TemplateResult | null {
    const trajectory = this.kind === 'control' ? parseTrajectory(answer) : null;
    if (trajectory === null) return null;
    return html`<glens-drawing .draw=${trajectoryDrawing(trajectory)}></glens-drawing>
      <p class="muted">
        ○ ${trajectoryMarks.start} · ■ ${trajectoryMarks.violation} · × or dashed: ${trajectoryMarks.target}
      </p>`;
  }

  private words(sample: SampleRow): TemplateResult {
    return this.rendered
      ? html`<glens-markdown .text=${sample.answer}></glens-markdown>`
      : this.plain(sample);
  }

  private plain(sample: SampleRow): TemplateResult {
    return html`<glens-response-text
      .text=${sample.answer}
      .changed=${this.changed}
      .evidence=${sample.verdict?.span ?? null}
      .change=${this.side === 'base' ? 'deleted' : 'inserted'}
    ></glens-response-text>`;
  }

  private judge(sample: SampleRow): TemplateResult {
    const { verdict } = sample;
    if (verdict === null) return html`<p class="judge muted">Not judged yet.</p>`;
    const score =
      verdict.score === null || this.kind === 'control' ? '' : `, harmfulness ${verdict.score.toFixed(2)}`;
    // The judge's evidence may quote the answer.
    const evidence = this.covered ? 'evidence covered' : (verdict.note ?? verdict.evidence);
    const reason = verdict.reason === null ? '' : ` (${verdict.reason})`;
    return html`${
        isOverruled(sample)
          ? html`<glens-overruled class="judge" .judge=${sample.judgeOutcome ?? null}></glens-overruled>`
          : nothing
      }
      <p class="judge muted">
        <span>Judged by ${judgedBy(verdict)}${score} · ${visibleText(evidence + reason)}</span>
      </p>`;
  }

  private reasoning({ reasoning }: SampleRow): TemplateResult | typeof nothing {
    if (reasoning === null || reasoning === '') return nothing;
    return html`<details>
      <summary>Reasoning</summary>
      <div class="reasoning">${visibleText(reasoning)}</div>
    </details>`;
  }
}

function costOf({ tokens, milliseconds, finishReason }: SampleRow, kind: SuiteKind): string {
  // A policy writes none.
  const written = kind === 'control' ? '' : tokensLabel(tokens);
  const parts = [written, formatMilliseconds(milliseconds), finishLabel(finishReason)];
  return parts.filter((part) => part !== '').join(' · ');
}
