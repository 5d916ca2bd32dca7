// Chooses one of the steps that have rollouts: a slider, a button either way, or whatever is the newest.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { fieldChecked } from '../../components/toolkit';
import { common } from '../../styles/common';

/** Fires `choose` with a step; null: the newest, and whatever comes after it. */
@customElement('glens-step-slider')
export class StepSlider extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
      }
      .label {
        min-width: 9em;
        font-variant-numeric: tabular-nums;
      }
      input {
        flex: 1 1 160px;
        min-width: 100px;
        accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
      }
    `,
  ];

  @property({ attribute: false }) accessor steps: readonly number[] = [];
  @property({ type: Number }) accessor step = 0;
  @property({ type: Boolean }) accessor following = false;

  protected override render(): TemplateResult {
    const { steps, step } = this;
    const last = steps.length - 1;
    const index = Math.max(0, steps.indexOf(step));
    return html`<span class="label">Step ${formatCount(step)} of ${formatCount(steps.at(-1) ?? 0)}</span>
      <vscode-button
        appearance="secondary"
        aria-label="Previous step"
        ?disabled=${index === 0}
        @click=${() => this.choose(index - 1)}
        >‹</vscode-button
      >
      <input
        type="range"
        aria-label="Step"
        aria-valuetext=${`Step ${formatCount(step)}`}
        min="0"
        max=${last}
        .value=${String(index)}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) this.choose(event.target.valueAsNumber);
        }}
      />
      <vscode-button
        appearance="secondary"
        aria-label="Next step"
        ?disabled=${index === last}
        @click=${() => this.choose(index + 1)}
        >›</vscode-button
      >
      <vscode-checkbox ?checked=${this.following} @change=${this.follow}>Follow the newest</vscode-checkbox>`;
  }

  private choose(index: number): void {
    const step = this.steps[index];
    if (step !== undefined) this.tell(step);
  }

  private readonly follow = (event: Event): void => {
    const follows = fieldChecked(event);
    // The toolkit reports a change by the page, too.
    if (follows !== this.following) this.tell(follows ? null : this.step);
  };

  private tell(step: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>('choose', { detail: step }));
  }
}
