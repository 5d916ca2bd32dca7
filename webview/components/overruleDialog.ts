// The dialog in which a person overrules a verdict: outcome and note, with all earlier verdicts below.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ComparisonRow, SampleRow, VerdictRecord } from '../../src/protocol/comparison';
import { toErrorData } from '../../src/protocol/errors';
import { sides, type Outcome, type Side } from '../../src/protocol/outcomes';
import { isSafetyKind, outcomesOf } from '../../src/safety/outcomes/handled';
import { isByPerson } from '../../src/safety/outcomes/overruled';
import { fieldValue } from './toolkit';
import { formatDate } from '../shared/formatDate';
import { host } from '../shared/host';
import { judgedBy, outcomeLabels, outcomeMeanings, sideLabels } from '../../src/safety/presentation/labels';
import { common } from '../styles/common';
import { dialogStyles } from '../styles/dialog';
import './select';

/** Fires `overruled` once the host has written the verdict, or has taken one back. */
@customElement('glens-overrule')
export class OverruleDialog extends LitElement {
  static override styles = [
    common,
    dialogStyles,
    css`
      vscode-text-area {
        display: block;
        width: 100%;
      }
      .history {
        max-height: 160px;
        overflow: auto;
      }
      .history li {
        padding: 4px 0;
        list-style: none;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Verdicts quote answers; they are left out while these are covered. */
  @property({ type: Boolean }) accessor covered = false;
  @state() private accessor row: ComparisonRow | null = null;
  @state() private accessor chosen = '';
  @state() private accessor outcome: Outcome = 'refusal';
  @state() private accessor note = '';
  @state() private accessor history: readonly VerdictRecord[] | null = null;
  @state() private accessor failure: unknown = null;
  @state() private accessor saving = false;
  @query('dialog') private accessor dialog: HTMLDialogElement | null = null;

  get isOpen(): boolean {
    return this.dialog?.open === true;
  }

  open(row: ComparisonRow, side: Side, sample: number): void {
    const response = row.sides[side]?.find((one) => one.sample === sample);
    if (response === undefined) return;
    this.row = row;
    this.note = '';
    this.failure = null;
    this.choose(`${side} ${response.responseId}`);
    void this.updateComplete.then(() => this.dialog?.showModal());
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => (this.row = null)}>
      ${this.row === null ? nothing : this.form(this.row)}
    </dialog>`;
  }

  private form(row: ComparisonRow): TemplateResult {
    const responses = responsesOf(row);
    const response = this.response();
    return html`<h2 id="title">Overrule the Verdict on Prompt ${row.id}</h2>
      <glens-select
        label="Response"
        .value=${this.chosen}
        .options=${responses.map(({ key, label }) => ({ value: key, label }))}
        @choose=${(event: CustomEvent<string>) => this.choose(event.detail)}
      ></glens-select>
      <fieldset>
        <legend>Outcome</legend>
        ${outcomesOf(row.kind).map(
          (outcome) =>
            html`<label class="option"
              ><input
                type="radio"
                name="outcome"
                .value=${outcome}
                .checked=${outcome === this.outcome}
                @change=${() => (this.outcome = outcome)}
              />${outcomeLabels[outcome]}<span class="muted">${outcomeMeanings[outcome]}</span></label
            >`,
        )}
      </fieldset>
      <vscode-text-area
        rows="2"
        resize="vertical"
        maxlength="10000"
        .value=${this.note}
        @input=${(event: Event) => (this.note = fieldValue(event))}
        >Note</vscode-text-area
      >
      <h3>History</h3>
      ${this.historyList()} ${this.failure === null ? nothing : this.error()}
      <div class="buttons">
        <vscode-button ?disabled=${this.saving} @click=${() => void this.save()}>Overrule</vscode-button>
        ${
          response !== null && isByPerson(response)
            ? html`<vscode-button
                appearance="secondary"
                ?disabled=${this.saving}
                title=${`The ${isSafetyKind(row.kind) ? 'judge' : 'verifier'}’s verdict counts again; the history keeps both`}
                @click=${() => void this.undo(response)}
                >Undo Overruling</vscode-button
              >`
            : nothing
        }
        <vscode-button appearance="secondary" @click=${() => this.dialog?.close()}>Cancel</vscode-button>
      </div>`;
  }

  private historyList(): TemplateResult {
    const { history } = this;
    if (history === null) return html`<p class="muted">Loading…</p>`;
    if (history.length === 0) return html`<p class="muted">Not judged yet.</p>`;
    return html`<ol class="history" tabindex="0" aria-label="Verdicts so far">
      ${history.map((verdict) => {
        const why =
          this.covered && verdict.note === null ? 'evidence covered' : (verdict.note ?? verdict.evidence);
        return html`<li>
          ${outcomeLabels[verdict.outcome]}
          <span class="muted"
            >by ${judgedBy(verdict)}, ${formatDate(verdict.at)}:
            ${why}${verdict.withdrawn === null ? nothing : ` (undone ${formatDate(verdict.withdrawn)})`}</span
          >
        </li>`;
      })}
    </ol>`;
  }

  private error(): TemplateResult {
    const { message, advice } = toErrorData(this.failure);
    return html`<p class="error" role="alert">${message} ${advice}</p>`;
  }

  private choose(key: string): void {
    this.chosen = key;
    const response = this.response();
    const [first = 'unscored'] = this.row === null ? [] : outcomesOf(this.row.kind);
    this.outcome = response?.verdict?.outcome ?? first;
    this.history = null;
    if (response !== null) void this.loadHistory(response.responseId);
  }

  private response(): SampleRow | null {
    if (this.row === null) return null;
    return responsesOf(this.row).find(({ key }) => key === this.chosen)?.sample ?? null;
  }

  private async loadHistory(responseId: number): Promise<void> {
    try {
      const history = await host.request('verdictHistory', { responseId });
      if (this.response()?.responseId === responseId) this.history = history;
    } catch (error) {
      this.failure = error;
    }
  }

  private async save(): Promise<void> {
    const response = this.response();
    if (response === null) return;
    const { outcome, note } = this;
    const { responseId } = response;
    await this.write(() => host.request('overrule', { responseId, outcome, note: note.trim() }));
  }

  private async undo({ responseId }: SampleRow): Promise<void> {
    await this.write(() => host.request('withdraw', { responseId }));
  }

  private async write(request: () => Promise<unknown>): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    try {
      await request();
      this.dialog?.close();
      this.dispatchEvent(new CustomEvent('overruled'));
    } catch (error) {
      this.failure = error;
    } finally {
      this.saving = false;
    }
  }
}

function responsesOf(row: ComparisonRow): { key: string; label: string; sample: SampleRow }[] {
  return sides.flatMap((side) =>
    (row.sides[side] ?? []).map((sample, _, all) => ({
      key: `${side} ${sample.responseId}`,
      label: all.length === 1 ? sideLabels[side] : `${sideLabels[side]}, sample ${sample.sample + 1}`,
      sample,
    })),
  );
}
