// Every prompt of an audit by its number in its benchmark, those on which the reward goes most against safety first. The
// prompts' texts are not here: what is harmful stays where it can be covered.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AuditSummary } from '../../src/protocol/audit';
import { promptTable } from '../../src/safety/presentation/audit/auditTables';
import { common } from '../styles/common';
import '../tables/sortableTable';
import { auditStyles } from './auditStyles';

@customElement('glens-audit-prompts')
export class AuditPromptsTab extends LitElement {
  static override styles = [common, auditStyles];

  @property({ attribute: false }) accessor summary: AuditSummary | null = null;

  protected override render(): TemplateResult | typeof nothing {
    if (this.summary === null) return nothing;
    return html`<glens-table .table=${promptTable(this.summary)}></glens-table>`;
  }
}
