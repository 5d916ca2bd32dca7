// Nothing to show, why, and what to do about it (the slot takes buttons).
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { common } from '../styles/common';

@customElement('glens-empty')
export class EmptyState extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 32px 16px;
        text-align: center;
      }
      p {
        max-width: 60ch;
        margin: 0 auto 16px;
      }
    `,
  ];

  @property() accessor text = '';

  protected override render(): TemplateResult {
    return html`<p class="muted">${this.text}</p>
      <slot></slot>`;
  }
}
