// A cover in the place of text that may be harmful. The text itself is not in the page until it is revealed: whoever
// shows it renders either this or the text.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { common } from '../styles/common';
import './toolkit';

/** Fires `reveal` when the user asks for the text. */
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
      <vscode-button appearance="secondary" @click=${() => this.dispatchEvent(new CustomEvent('reveal'))}
        >Show harmful text</vscode-button
      >`;
  }
}
