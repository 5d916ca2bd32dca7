// Placeholder of the Provenance tab.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ComparisonState } from '../../../src/protocol/webview';

@customElement('glens-provenance')
export class ProvenanceTab extends LitElement {
  @property({ attribute: false }) accessor state: ComparisonState | null = null;

  protected override render(): TemplateResult {
    return html`<pre>${this.state?.command}</pre>`;
  }
}
