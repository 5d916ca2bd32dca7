// Grey bars in the place of what is being loaded; invisible for the first 150 ms, so that quick answers don't flash.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { common } from '../styles/common';

const widths = [60, 90, 75, 85, 50, 80, 70, 95];

@customElement('glens-skeleton')
export class Skeleton extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 16px;
        animation: appear 0s 150ms both;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
      i {
        display: block;
        height: 12px;
        margin-bottom: 12px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 2px;
        background: var(--vscode-editorWidget-background, var(--vscode-input-background));
      }
    `,
  ];

  @property({ type: Number }) accessor lines = 4;

  protected override render(): TemplateResult {
    const bars = Array.from({ length: this.lines }, (_, i) => widths[i % widths.length] ?? 80);
    return html`<span class="visually-hidden" role="status">Loading…</span>
      <div aria-hidden="true">${bars.map((width) => html`<i .style=${`width: ${width}%`}></i>`)}</div>`;
  }
}
