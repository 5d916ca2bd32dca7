// One prompt with its responses side by side: what was asked, what each side answered, how that was judged and by what.
// Shows and asks; it changes nothing itself.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonRow, SampleRow } from '../../src/protocol/comparison';
import type { Side } from '../../src/protocol/outcomes';
import { conversationText } from '../../src/safety/suites/conversation';
import { formatCount } from '../../src/safety/presentation/numbers';
import {
  attackLabel,
  flipLabels,
  flipMarks,
  flipMeanings,
  sideLabels,
} from '../../src/safety/presentation/labels';
import { wordDiff, type TextRange, type WordDiff } from '../../src/safety/presentation/wordDiff';
import { fireRowAction } from '../shared/rowActions';
import { common } from '../styles/common';
import { detailStyles } from './rowDetailStyles';
import { initialDetailView, type DetailView } from './detailView';
import { fieldChecked } from './toolkit';
import type { RevealScope } from './maskedText';
import './maskedText';
import './sideColumn';
import { isBrief, taskText } from '../../src/safety/presentation/taskText';
import { visibleText } from '../../src/safety/presentation/visibleText';

/** What `overrule` and `diff` are about. */
export interface OverruleRequest {
  readonly side: Side;
  readonly sample: number;
}

/**
 * Fires `row-action` (RowAction), `reveal` (RevealScope), `view-change` (DetailView), `overrule` (OverruleRequest),
 * `undo-overrule` (a response's id), and `diff` (sample number).
 */
@customElement('glens-row-detail')
export class RowDetail extends LitElement {
  static override styles = [common, detailStyles];

  @property({ attribute: false }) accessor row: ComparisonRow | null = null;
  @property({ type: Boolean }) accessor covered = true;
  /** False in an untrusted workspace, where nothing is written. */
  @property({ type: Boolean }) accessor writable = true;
  @property({ attribute: false }) accessor view: DetailView = initialDetailView;
  @property() accessor suiteTitle = '';
  @state() private accessor samples: Readonly<Partial<Record<Side, number>>> = {};
  private shownId = -1;

  protected override willUpdate(): void {
    if (this.row === null || this.row.id === this.shownId) return;
    this.shownId = this.row.id;
    this.samples = {};
  }

  protected override render(): TemplateResult | typeof nothing {
    const { row } = this;
    if (row === null) return nothing;
    return html`<article aria-label="Prompt ${row.id}">
      <header>
        <h2>Prompt ${formatCount(row.id)}</h2>
        <span class="muted">${this.placeOf(row)}</span>
        ${
          row.flip === null
            ? nothing
            : html`<span
                ><span class="flip ${row.flip}"
                  ><span aria-hidden="true">${flipMarks[row.flip]} </span>${flipLabels[row.flip]}</span
                >
                ${flipMeanings[row.flip]}</span
              >`
        }
        ${this.marks(row)}
      </header>
      ${row.mark === undefined || row.mark.note === '' ? nothing : html`<p class="note"><span class="muted">Note:</span> ${row.mark.note}</p>`}
      ${
        this.covered
          ? html`<glens-masked
              what="This prompt and the responses to it"
              @reveal=${({ detail }: CustomEvent<RevealScope>) => this.fire('reveal', detail)}
            ></glens-masked>`
          : this.prompt(row)
      }
      <div class="tools">${this.tools(row)}</div>
      ${this.columns(row)}
    </article>`;
  }

  private placeOf(row: ComparisonRow): string {
    const parts = [this.suiteTitle, row.category, row.itemId];
    if (row.attackId !== null) parts.push(`attack: ${attackLabel(row.attackId)}`);
    return parts.filter((part) => part !== '').join(' · ');
  }

  private prompt(row: ComparisonRow): TemplateResult {
    return html`<div class="prompt">${visibleText(row.prompt)}</div>
      ${row.history === undefined ? nothing : this.folded('Conversation before it', conversationText(row.history))}
      ${row.context === null ? nothing : this.folded('Context', row.context)}
      ${row.userMessage === row.prompt ? nothing : this.folded('As sent to the model', row.userMessage)}
      ${row.prefill === undefined ? nothing : html`<p class="prefill"><span class="muted">Both answers were begun:</span> <q>${visibleText(row.prefill)}</q></p>`}
      ${row.task === undefined ? nothing : this.reference(row, taskText(row.task))}`;
  }

  /** What an answer to a task is found right or wrong by, or what a trajectory is one of. */
  private reference(row: ComparisonRow, text: string): TemplateResult {
    const title = isTrajectory(row) ? 'Its episode' : 'Its verifier compares with';
    if (!isBrief(text)) return this.folded(title, text);
    return html`<p class="muted">${title} ${visibleText(text)}</p>`;
  }

  private folded(title: string, text: string): TemplateResult {
    return html`<details>
      <summary>${title}</summary>
      <div class="prompt">${visibleText(text)}</div>
    </details>`;
  }

  /** Star and note stand with the number of the prompt: they are about the row, not about a verdict. */
  private marks(row: ComparisonRow): TemplateResult {
    const starred = row.mark?.starred === true;
    return html`<span class="marks">
      ${
        this.writable
          ? html`<button
                class="link"
                aria-pressed=${starred ? 'true' : 'false'}
                @click=${() => fireRowAction(this, { do: 'star' })}
              >
                <span aria-hidden="true">${starred ? '★' : '☆'}</span> Star
              </button>
              <button class="link" @click=${() => fireRowAction(this, { do: 'note' })}>Note…</button>`
          : nothing
      }
      <button class="link" @click=${() => fireRowAction(this, { do: 'link' })}>Copy Link</button>
    </span>`;
  }

  private tools(row: ComparisonRow): TemplateResult {
    const both = this.sampleOf('base', row) !== null && this.sampleOf('tuned', row) !== null;
    const why = this.covered ? 'Show the text first' : 'Open the two responses in the diff editor of VS Code';
    return html`${isTrajectory(row) ? nothing : this.textTools()}
    ${
      row.sides.control === undefined
        ? nothing
        : html`<vscode-checkbox
            .checked=${this.view.control}
            @change=${(event: Event) => this.changeView({ control: fieldChecked(event) })}
            >A/A control</vscode-checkbox
          >`
    }
    ${
      both && !isTrajectory(row)
        ? html`<vscode-button
            appearance="secondary"
            title=${why}
            ?disabled=${this.covered}
            @click=${() => this.fire('diff', this.sampleOf('tuned', row)?.sample ?? 0)}
            >Diff in Editor</vscode-button
          >`
        : nothing
    }`;
  }

  private textTools(): TemplateResult {
    return html`<vscode-checkbox
        .checked=${this.view.differences}
        @change=${(event: Event) => this.changeView({ differences: fieldChecked(event) })}
        >Mark differences</vscode-checkbox
      >
      <vscode-checkbox
        .checked=${this.view.rendered}
        @change=${(event: Event) => this.changeView({ rendered: fieldChecked(event) })}
        >Render Markdown</vscode-checkbox
      >`;
  }

  private columns(row: ComparisonRow): TemplateResult {
    const base = this.sampleOf('base', row);
    const tuned = this.sampleOf('tuned', row);
    const asText = !isTrajectory(row) && !this.view.rendered && !this.covered;
    const showDifferences = asText && this.view.differences && base !== null && tuned !== null;
    const diff = showDifferences ? wordDiff(base.answer, tuned.answer) : null;
    return html`${showDifferences ? html`<p class="legend">${legendOf(diff)}</p>` : nothing}
      <div class="columns">
        ${this.column(row, 'base', diff?.base ?? [])} ${this.column(row, 'tuned', diff?.tuned ?? [])}
        ${this.view.control && row.sides.control !== undefined ? this.column(row, 'control', []) : nothing}
      </div>`;
  }

  private column(row: ComparisonRow, side: Side, changed: readonly TextRange[]): TemplateResult {
    return html`<glens-side
      .side=${side}
      .kind=${row.kind}
      .samples=${row.sides[side] ?? []}
      .selected=${this.samples[side] ?? 0}
      .changed=${changed}
      .missing=${row.missing.find((one) => one.side === side)?.reason ?? null}
      .covered=${this.covered}
      .writable=${this.writable}
      .rendered=${this.view.rendered}
      aria-label=${sideLabels[side]}
      @sample=${(event: CustomEvent<number>) => (this.samples = { ...this.samples, [side]: event.detail })}
      @overrule=${(event: CustomEvent<number>) => this.fire('overrule', { side, sample: event.detail })}
      @undo-overrule=${(event: CustomEvent<number>) => this.fire('undo-overrule', event.detail)}
    ></glens-side>`;
  }

  private sampleOf(side: Side, row: ComparisonRow): SampleRow | null {
    return row.sides[side]?.[this.samples[side] ?? 0] ?? null;
  }

  private changeView(part: Partial<DetailView>): void {
    this.fire('view-change', { ...this.view, ...part });
  }

  private fire(name: string, detail: DetailView | OverruleRequest | RevealScope | number): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What is drawn has no words to compare. */
function isTrajectory({ kind }: ComparisonRow): boolean {
  return kind === 'control';
}

function legendOf(diff: WordDiff | null): TemplateResult {
  if (diff === null) return html`The answers differ too much to be marked word by word.`;
  if (diff.base.length === 0 && diff.tuned.length === 0) return html`The answers have the same words.`;
  return html`<del>Only in base</del> <ins>Only in tuned</ins>`;
}
