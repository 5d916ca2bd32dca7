// A cover in the place of text that may be harmful. The text itself is not in the page until it is revealed: whoever
// shows it renders either this or the text.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { common } from '../styles/common';
import './toolkit';

/** What the user asks to see: this text, or all that is covered in this comparison until the window closes. */
export type RevealScope = 'this' | 'all';

/** Fires `reveal` with a RevealScope. */
@customElement('glens-masked')
export class MaskedText extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 8px;
        border: 1px dashed var(--vscode-contrastBorder, var(--vscode-input-border, currentColor));
        border-radius: 2px;
      }
    `,
  ];

  /** What is covered: "This prompt". */
  @property() accessor what = 'This text';

  protected override render(): TemplateResult {
    return html`<span class="muted">${this.what} may be harmful.</span>
      <vscode-button appearance="secondary" @click=${() => this.reveal('this')}
        >Show harmful text</vscode-button
      >
      <button class="link" @click=${() => this.reveal('all')}>Show all in this session</button>`;
  }

  private reveal(detail: RevealScope): void {
    this.dispatchEvent(new CustomEvent<RevealScope>('reveal', { detail }));
  }
}
