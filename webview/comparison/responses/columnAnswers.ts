// What every checkpoint of a comparison answered to one prompt, side by side, with the differences to a pinned one.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ColumnAnswers, SampleRow } from '../../../src/protocol/comparison';
import { wordDiff } from '../../../src/safety/presentation/wordDiff';
import '../../components/errorPage';
import '../../components/select';
import '../../components/sideColumn';
import '../../components/skeleton';
import { host } from '../../shared/host';
import { common } from '../../styles/common';

interface Answered {
  readonly name: string;
  readonly samples: readonly SampleRow[];
  readonly missing: string | null;
}

/** The pinned one, where nothing else was chosen. */
const baseName = 'base';

@customElement('glens-column-answers')
export class ColumnAnswersView extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 0 16px 16px;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        margin: 8px 0 16px;
      }
      .answers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: 16px;
        align-items: start;
      }
    `,
  ];

  @property({ attribute: false }) accessor promptId = 0;
  @property({ attribute: false }) accessor covered = true;
  /** Raised when what was answered may have changed. */
  @property({ attribute: false }) accessor version: unknown = null;
  @state() private accessor answers: ColumnAnswers | null = null;
  @state() private accessor failure: unknown = null;
  @state() private accessor pinned = baseName;
  private turn = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('promptId') || changed.has('version')) void this.load();
  }

  protected override render(): TemplateResult {
    if (this.failure !== null) {
      return html`<glens-error
        .error=${this.failure}
        retryable
        @retry=${() => void this.load()}
      ></glens-error>`;
    }
    if (this.answers === null) return html`<glens-skeleton lines="6"></glens-skeleton>`;
    const all = answeredOf(this.answers);
    const pinned = all.find(({ name }) => name === this.pinned) ?? all[0];
    const text = pinned?.samples[0]?.answer ?? null;
    const others = all.filter((one) => one !== pinned);
    return html`<div class="tools">
        <span class="muted" aria-hidden="true">Differences to</span>
        <glens-select
          label="Differences to"
          .value=${pinned?.name ?? baseName}
          .options=${all.map(({ name }) => ({ value: name, label: name }))}
          @choose=${(event: CustomEvent<string>) => (this.pinned = event.detail)}
        ></glens-select>
      </div>
      <div class="answers">
        ${pinned === undefined ? nothing : this.answer(pinned, null)}
        ${others.map((one) => this.answer(one, text))}
      </div>`;
  }

  /** `pinned`: the text that it differs from; null: it is that one. */
  private answer({ name, samples, missing }: Answered, pinned: string | null): TemplateResult {
    const own = samples[0]?.answer;
    const diff = pinned === null || own === undefined || this.covered ? null : wordDiff(pinned, own);
    return html`<glens-side
      .side=${'tuned'}
      .label=${pinned === null ? `${name} (pinned)` : name}
      .kind=${this.answers?.prompt.kind ?? 'harmful'}
      .samples=${samples}
      .changed=${diff?.tuned ?? []}
      .missing=${missing}
      .covered=${this.covered}
      .writable=${false}
      role="group"
      aria-label=${name}
    ></glens-side>`;
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    const { promptId } = this;
    if (this.answers?.prompt.id !== promptId) this.answers = null;
    try {
      const answers = await host.request('columnAnswers', { promptId });
      if (turn !== this.turn) return;
      this.answers = answers;
      this.failure = null;
    } catch (error) {
      if (turn === this.turn) this.failure = error;
    }
  }
}

function answeredOf({ base, columns }: ColumnAnswers): Answered[] {
  return [
    { name: baseName, samples: base, missing: null },
    ...columns.map(({ name, samples, missing }): Answered => ({
      name,
      samples,
      missing: missing[0]?.reason ?? null,
    })),
  ];
}
