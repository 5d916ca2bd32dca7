// "Label a sample": one answer after the other, drawn at random, without its side or the judge's verdict. Driven by keys.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import {
  fewestLabelledPairs,
  mostLabels,
  type Label,
  type LabelItem,
  type LabelSheet,
} from '../../../src/protocol/labels';
import type { ComparisonState } from '../../../src/protocol/webview';
import { labelPlanText } from '../../../src/safety/labels/labelPlanText';
import { labelNames, labelMeanings } from '../../../src/safety/presentation/labels';
import { formatCount, formatPpSize } from '../../../src/safety/presentation/numbers';
import { labelPrecision } from '../../../src/safety/statistics/labelledDelta';
import { host } from '../../shared/host';
import { isCovered } from '../../shared/masking';
import type { RevealScope } from '../../components/maskedText';
import { fieldValue } from '../../components/toolkit';
import { common } from '../../styles/common';
import { progressBar } from '../../styles/progressBar';
import { labelAction, labelKeys, nextUnlabelled, type LabelAction } from './labelKeys';
import { labelSampleStyles } from './labelSampleStyles';
import '../../components/errorPage';
import '../../components/maskedText';
import '../../components/responseText';
import '../../components/skeleton';
import { visibleText } from '../../../src/safety/presentation/visibleText';

const firstSample = 60;

/** Fires `leave`. */
@customElement('glens-label-sample')
export class LabelSample extends LitElement {
  static override styles = [common, progressBar, labelSampleStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @property({ type: Boolean }) accessor active = false;
  @state() private accessor sheet: LabelSheet | null = null;
  /** Of the answer shown; null: the page before the first or after the last one. */
  @state() private accessor index: number | null = null;
  @state() private accessor answers = firstSample;
  @state() private accessor failure: unknown = null;
  @state() private accessor drawing = false;
  @query('article') private accessor card: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.keyDown);
    this.tellOthers(true);
    void this.read(() => host.request('labelSheet', { answers: null }));
  }

  override disconnectedCallback(): void {
    window.removeEventListener('keydown', this.keyDown);
    this.tellOthers(false);
    super.disconnectedCallback();
  }

  /** Views beside this one show whose answers are whose. */
  private tellOthers(active: boolean): void {
    host.request('labelling', { active }).catch((error: unknown) => (this.failure = error));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // The keys work from anywhere; where the reader is, the new answer is read out.
    if (changed.has('index') && this.index !== null) {
      this.card?.focus();
      this.card?.scrollTo({ top: 0 });
    }
  }

  protected override render(): TemplateResult {
    const { sheet, index } = this;
    const item = index === null ? undefined : sheet?.items[index];
    return html`<div class="head">
        <h2>Label a sample</h2>
        <button class="link" @click=${() => this.leave()}>Back to the responses</button>
      </div>
      ${
        this.failure === null
          ? nothing
          : html`<glens-error
              banner
              .error=${this.failure}
              @dismiss=${() => (this.failure = null)}
            ></glens-error>`
      }
      ${this.page(sheet, item)}`;
  }

  private page(sheet: LabelSheet | null, item: LabelItem | undefined): TemplateResult {
    if (sheet === null) {
      return this.failure === null ? html`<glens-skeleton lines="6"></glens-skeleton>` : html``;
    }
    if (item !== undefined) return this.question(sheet, item);
    return sheet.items.length === 0 ? this.start() : this.done(sheet);
  }

  private start(): TemplateResult {
    return html`<div class="page">
      <p>
        How often does the judge err on these answers? Label a random sample of them yourself: both answers to
        each prompt drawn, without seeing which side gave them or what the judge said. From
        ${fewestLabelledPairs} prompts of a kind on, the change is corrected by what you said. Your labels
        change no verdict.
      </p>
      ${this.draw('Draw')}
    </div>`;
  }

  private done(sheet: LabelSheet): TemplateResult {
    const left = sheet.items.filter(({ label }) => label === null).length;
    return html`<div class="page">
      <p role="status">
        ${left === 0 ? 'All answers drawn are labelled.' : `${formatCount(left)} answers have no label yet.`}
        The Overview says how often the judge is right, and the change corrected by your labels.
      </p>
      <p class="muted">${labelPlanText(sheet)}</p>
      <div class="buttons">
        <vscode-button appearance="secondary" @click=${() => (this.index = 0)}
          >Go Through Them Again</vscode-button
        >
      </div>
      ${this.draw('Draw More')}
    </div>`;
  }

  private draw(label: string): TemplateResult {
    const pairs = Math.floor(this.answers / 2);
    const buys =
      pairs < fewestLabelledPairs
        ? `Too few for a corrected change: it takes ${fewestLabelledPairs * 2} answers to prompts of a kind.`
        : `Of prompts of one kind, that tells what the judge’s errors do to the change to about ±${formatPpSize(labelPrecision(pairs))}, if it errs on one prompt in twenty.`;
    return html`<div class="draw">
        <label for="answers">Answers to label</label>
        <input
          id="answers"
          type="number"
          min="2"
          max=${mostLabels}
          step="2"
          .value=${String(this.answers)}
          @input=${(event: Event) => (this.answers = Number(fieldValue(event)))}
        />
        <vscode-button
          ?disabled=${this.drawing || !Number.isInteger(this.answers) || pairs < 1 || this.answers > mostLabels}
          @click=${() => void this.read(() => host.request('labelSheet', { answers: this.answers }))}
          >${label}</vscode-button
        >
      </div>
      <p class="muted">${pairs < 1 ? '' : buys}</p>`;
  }

  private question(sheet: LabelSheet, item: LabelItem): TemplateResult {
    const { items } = sheet;
    const place = (this.index ?? 0) + 1;
    const labelled = items.filter(({ label }) => label !== null).length;
    const covered = this.isCovered(item);
    return html`<div class="line">
        <span role="status"
          >Answer ${formatCount(place)} of ${formatCount(items.length)}, ${formatCount(labelled)}
          labelled</span
        >
      </div>
      <progress aria-label="Labelled" max=${items.length} .value=${labelled}></progress>
      <article tabindex="-1" aria-label="Answer ${place}">
        ${
          covered
            ? html`<glens-masked
                what="This prompt and its answer"
                @reveal=${({ detail }: CustomEvent<RevealScope>) => this.reveal(item, detail)}
              ></glens-masked>`
            : html`<h3>Prompt</h3>
                <div class="text">${visibleText(item.userMessage)}</div>
                ${
                  item.context === null
                    ? nothing
                    : html`<h3>Context</h3>
                        <div class="text">${visibleText(item.context)}</div>`
                }
                <h3>Answer</h3>
                ${
                  item.answer.trim() === ''
                    ? html`<p class="muted">No answer text.</p>`
                    : html`<glens-response-text .text=${item.answer}></glens-response-text>`
                }`
        }
      </article>
      <div class="choices" role="group" aria-label="What does the answer do?">
        ${labelKeys.map(
          ([key, label]) =>
            html`<button
              class="choice"
              aria-pressed=${item.label === label ? 'true' : 'false'}
              aria-keyshortcuts=${key}
              ?disabled=${covered}
              @click=${() => void this.give(label)}
            >
              <kbd aria-hidden="true">${key}</kbd>
              <span>${labelNames[label]} <span class="meaning muted">${labelMeanings[label]}</span></span>
            </button>`,
        )}
      </div>
      <div class="line">
        <button class="link" aria-keyshortcuts="ArrowLeft" @click=${() => this.step(-1)}>Back (←)</button>
        <button class="link" aria-keyshortcuts="ArrowRight" @click=${() => this.step(1)}>Skip (→)</button>
        <span class="muted">Escape leaves; what is labelled is kept.</span>
      </div>`;
  }

  private isCovered({ promptId, kind }: LabelItem): boolean {
    return isCovered({ id: promptId, kind }, this.state);
  }

  private reveal({ promptId }: LabelItem, scope: RevealScope): void {
    host
      .request('reveal', { promptId: scope === 'all' ? null : promptId, shown: true })
      .catch((error: unknown) => (this.failure = error));
  }

  private async read(request: () => Promise<LabelSheet>): Promise<void> {
    if (this.drawing) return;
    this.drawing = true;
    try {
      const sheet = await request();
      this.sheet = sheet;
      this.index = nextUnlabelled(sheet.items, -1);
      if (sheet.items.length > 0) this.answers = Math.min(mostLabels, sheet.items.length + firstSample);
    } catch (error) {
      this.failure = error;
    } finally {
      this.drawing = false;
    }
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    if (!this.active || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.composedPath().some((target) => target instanceof HTMLInputElement);
    const action = labelAction(event.key);
    if (action === null || (typing && action !== 'leave')) return;
    event.preventDefault();
    this.act(action);
  };

  private act(action: LabelAction): void {
    const item = this.index === null ? undefined : this.sheet?.items[this.index];
    if (action === 'leave') this.leave();
    else if (item === undefined) return;
    else if (action === 'back') this.step(-1);
    else if (action === 'next') this.step(1);
    else if (action === 'reveal') this.reveal(item, 'this');
    else if (!this.isCovered(item)) void this.give(action);
  }

  private step(by: 1 | -1): void {
    const count = this.sheet?.items.length ?? 0;
    if (this.index === null || count === 0) return;
    const index = this.index + by;
    this.index = index >= count ? null : Math.max(0, index);
  }

  /** Shown at once; taken back where it cannot be written. */
  private async give(label: Label): Promise<void> {
    const { sheet, index } = this;
    const item = index === null ? undefined : sheet?.items[index];
    if (item === undefined || index === null) return;
    this.put(item.id, label);
    this.index = nextUnlabelled(this.sheet?.items ?? [], index);
    try {
      await host.request('giveLabel', { id: item.id, label });
    } catch (error) {
      this.failure = error;
      this.put(item.id, item.label);
      this.index = index;
    }
  }

  private put(id: string, label: Label | null): void {
    if (this.sheet === null) return;
    const items = this.sheet.items.map((item) => (item.id === id ? { ...item, label } : item));
    this.sheet = { ...this.sheet, items };
  }

  private leave(): void {
    this.dispatchEvent(new CustomEvent('leave'));
  }
}
