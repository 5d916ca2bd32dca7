// A model's answer with what differs from the other side's and the words that the verdict rests on.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { textPieces, type TextPiece } from '../../src/safety/presentation/textPieces';
import type { TextRange } from '../../src/safety/presentation/wordDiff';
import { common } from '../styles/common';
import { visibleText } from '../../src/safety/presentation/visibleText';

@customElement('glens-response-text')
export class ResponseText extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      /* Neither red nor green: those say whether an outcome is what one wants. */
      del,
      ins,
      mark {
        color: inherit;
        text-decoration: none;
      }
      del {
        border-bottom: 1px dotted currentColor;
        background: var(--vscode-editor-selectionHighlightBackground, transparent);
      }
      ins {
        border-bottom: 1px solid currentColor;
        background: var(--vscode-editor-selectionHighlightBackground, transparent);
      }
      mark {
        outline: 1px solid
          var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, currentColor));
        background: var(--vscode-editor-findMatchHighlightBackground, transparent);
      }
      :host-context(body.vscode-high-contrast) ins,
      :host-context(body.vscode-high-contrast) del {
        border-bottom-width: 2px;
      }
    `,
  ];

  @property() accessor text = '';
  /** Words that only this side has. */
  @property({ attribute: false }) accessor changed: readonly TextRange[] = [];
  @property({ attribute: false }) accessor evidence: TextRange | null = null;
  /** Whether the words that only this side has are new (tuned) or gone (base). */
  @property() accessor change: 'inserted' | 'deleted' = 'deleted';

  protected override render(): TemplateResult {
    if (this.text === '') return html`<p class="muted">No text.</p>`;
    const pieces = textPieces(this.text, this.changed, this.evidence);
    return html`<div class="text">${pieces.map((piece) => this.piece(piece))}</div>`;
  }

  private piece({ text: raw, changed, evidence }: TextPiece): TemplateResult {
    const text = visibleText(raw);
    const marked = evidence
      ? html`<mark title="The verdict rests on these words">${text}</mark>`
      : html`${text}`;
    if (!changed) return marked;
    return this.change === 'inserted' ? html`<ins>${marked}</ins>` : html`<del>${marked}</del>`;
  }
}
