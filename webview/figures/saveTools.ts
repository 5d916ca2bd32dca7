// The quiet buttons that save what stands beside them. One is in the tab order; the arrow keys move between them.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FigureFormat } from '../../src/protocol/figures';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { common } from '../styles/common';
import { saveKeys } from './saveKeys';

export interface SaveRequest {
  readonly format: FigureFormat;
  /** In the colours of the theme instead of on white. */
  readonly inTheme: boolean;
}

/** Fires `save` with a `SaveRequest`. */
@customElement('glens-save')
export class SaveTools extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        width: fit-content;
      }
      [role='toolbar'] {
        display: flex;
        gap: 8px;
      }
      button {
        min-width: 24px;
        min-height: 24px;
        padding: 0 2px;
        border: none;
        background: none;
        color: var(--vscode-descriptionForeground, var(--vscode-foreground));
        font: inherit;
        font-size: 0.85em;
        cursor: pointer;
      }
      button:hover {
        color: var(--vscode-foreground);
        text-decoration: underline;
        text-underline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor formats: readonly FigureFormat[] = [];
  /** What is saved, for screen readers. */
  @property() accessor what = '';
  @state() private accessor current = 0;

  protected override render(): TemplateResult {
    return html`<div role="toolbar" aria-label=${`Save: ${visibleText(this.what)}`} @keydown=${this.moved}>
      ${this.formats.map((format, index) => this.button(format, index))}
    </div>`;
  }

  private button(format: FigureFormat, index: number): TemplateResult {
    const key = saveKeys[format];
    const name = format.toUpperCase();
    const inTheme = format === 'csv' ? '' : '; with Shift in the colours of the theme';
    return html`<button
      aria-keyshortcuts=${key}
      title=${`Save as ${name} (${key}${inTheme})`}
      tabindex=${index === this.current ? 0 : -1}
      @focus=${() => (this.current = index)}
      @click=${({ shiftKey }: MouseEvent) =>
        this.dispatchEvent(new CustomEvent<SaveRequest>('save', { detail: { format, inTheme: shiftKey } }))}
    >
      ${name}
    </button>`;
  }

  private readonly moved = (event: KeyboardEvent): void => {
    const last = this.formats.length - 1;
    const next = { ArrowRight: this.current + 1, ArrowLeft: this.current - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelectorAll('button')[Math.min(last, Math.max(0, next))]?.focus();
  };
}
