// A cover over text that may be harmful. While it lies there the text is not in the page at all: the content is a
// template that is rendered only once it was revealed.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
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
        display: block;
      }
      .cover {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 8px;
        border: 1px dashed var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor));
        border-radius: 2px;
      }
    `,
  ];

  @property({ type: Boolean }) accessor covered = true;
  /** What lies under the cover: "This prompt". */
  @property() accessor what = 'This text';
  @property({ attribute: false }) accessor content: () => unknown = () => nothing;

  protected override render(): unknown {
    return this.covered ? this.cover() : this.content();
  }

  private cover(): TemplateResult {
    return html`<div class="cover">
      <span class="muted">${this.what} may be harmful.</span>
      <vscode-button appearance="secondary" @click=${() => this.dispatchEvent(new CustomEvent('reveal'))}
        >Show harmful text</vscode-button
      >
    </div>`;
  }
}
