// An answer with its Markdown as it is meant, on demand. Every word is a text node.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { markdownBlocks, type Block, type Inline } from '../shared/markdownBlocks';
import { common } from '../styles/common';

@customElement('glens-markdown')
export class MarkdownText extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        overflow-wrap: anywhere;
      }
      p,
      blockquote {
        margin: 0;
        white-space: pre-line;
      }
      .heading {
        font-weight: 600;
      }
      blockquote {
        padding-inline-start: 8px;
        border-inline-start: 2px solid var(--vscode-textBlockQuote-border, currentColor);
      }
      ul,
      ol {
        margin: 0;
        padding-inline-start: 24px;
      }
      pre {
        margin: 0;
        padding: 8px;
        background: var(--vscode-textCodeBlock-background, transparent);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        white-space: pre-wrap;
      }
      code,
      pre {
        font-family: var(--vscode-editor-font-family, monospace);
      }
      .depth-1 {
        margin-inline-start: 16px;
      }
      .depth-2 {
        margin-inline-start: 32px;
      }
      .depth-3,
      .depth-4 {
        margin-inline-start: 48px;
      }
    `,
  ];

  @property() accessor text = '';

  protected override render(): TemplateResult {
    if (this.text === '') return html`<p class="muted">No text.</p>`;
    return html`${markdownBlocks(this.text).map(block)}`;
  }
}

function block(of: Block): TemplateResult {
  switch (of.kind) {
    case 'heading':
      // Not a heading of this page: its outline is ours, not the model's.
      return html`<p class="heading">${of.content.map(inline)}</p>`;
    case 'paragraph':
      return html`<p>${of.content.map(inline)}</p>`;
    case 'quote':
      return html`<blockquote>${of.content.map(inline)}</blockquote>`;
    case 'code':
      return html`<pre>${of.text}</pre>`;
    case 'list': {
      const items = of.items.map(
        ({ depth, content }) => html`<li class="depth-${depth}">${content.map(inline)}</li>`,
      );
      return of.ordered
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
  }
}

function inline(of: Inline): TemplateResult {
  switch (of.kind) {
    case 'text':
      return html`${of.text}`;
    case 'code':
      return html`<code>${of.text}</code>`;
    case 'strong':
      return html`<strong>${of.content.map(inline)}</strong>`;
    case 'emphasis':
      return html`<em>${of.content.map(inline)}</em>`;
  }
}
