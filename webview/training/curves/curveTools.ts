// How the curves are shown: smoothing, a logarithmic axis, other runs laid over.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fieldChecked, fieldValue } from '../../components/toolkit';
import { common } from '../../styles/common';

export interface CurveView {
  /** Weight of what was, in [0, 1); 0: none. */
  readonly smoothing: number;
  readonly log: boolean;
}

export const plainView: CurveView = { smoothing: 0, log: false };

/** More than this shows a line that no longer follows the run. */
export const mostSmoothing = 0.99;

/** Fires `view-change` with a `CurveView`, and `overlay` when other runs are to be chosen. */
@customElement('glens-curve-tools')
export class CurveTools extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        font-variant-numeric: tabular-nums;
      }
      input {
        width: 120px;
        accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
      }
    `,
  ];

  @property({ attribute: false }) accessor view: CurveView = plainView;
  /** How many other runs are laid over. */
  @property({ type: Number }) accessor others = 0;

  protected override render(): TemplateResult {
    const { smoothing, log } = this.view;
    return html`<label
        title="Exponential moving average, as in TensorBoard; what was logged stays in sight behind it"
        >Smoothing
        <input
          type="range"
          min="0"
          max=${mostSmoothing}
          step="0.01"
          .value=${String(smoothing)}
          @input=${(event: Event) => this.change({ smoothing: Number(fieldValue(event)) })}
        />
        <span aria-hidden="true">${smoothing.toFixed(2)}</span></label
      >
      <vscode-checkbox ?checked=${log} @change=${(event: Event) => this.change({ log: fieldChecked(event) })}
        >Log scale</vscode-checkbox
      >
      <vscode-button appearance="secondary" @click=${() => this.dispatchEvent(new CustomEvent('overlay'))}
        >Overlay Runs${this.others === 0 ? '' : ` (${this.others})`}…</vscode-button
      >`;
  }

  private change(part: Partial<CurveView>): void {
    const detail = { ...this.view, ...part };
    this.dispatchEvent(new CustomEvent<CurveView>('view-change', { detail }));
  }
}
