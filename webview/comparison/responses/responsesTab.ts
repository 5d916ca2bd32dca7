// The Responses tab.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { ComparisonState } from '../../../src/protocol/webview';

@customElement('glens-responses')
export class ResponsesTab extends LitElement {
  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @property({ attribute: false }) accessor requested: RowFilter | null = null;
  @property({ type: Boolean }) accessor active = false;

  protected override render(): TemplateResult {
    return html``;
  }
}
