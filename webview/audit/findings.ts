// What an audit says: in words for each kind of prompt, then rewards and safety per benchmark, then what to know of it.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AuditGroup, AuditSummary } from '../../src/protocol/audit';
import { kindGroups } from '../../src/safety/presentation/audit/auditNames';
import {
  auditScope,
  auditSources,
  readingSentences,
} from '../../src/safety/presentation/audit/auditSentences';
import { associationTable, eliminationTable } from '../../src/safety/presentation/audit/auditTables';
import { severityLabels } from '../../src/safety/presentation/labels';
import { formatCount } from '../../src/safety/presentation/numbers';
import { judgeLine } from '../../src/safety/presentation/provenance/provenance';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { common } from '../styles/common';
import '../tables/sortableTable';
import { auditStyles } from './auditStyles';

@customElement('glens-audit-findings')
export class AuditFindings extends LitElement {
  static override styles = [common, auditStyles];

  @property({ attribute: false }) accessor summary: AuditSummary | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { summary } = this;
    if (summary === null) return nothing;
    const { answers, expectedAnswers, notes } = summary;
    return html`<section>
        <h2>If these prompts were trained on</h2>
        ${kindGroups(summary).map((group) => this.kind(group, summary))}
        ${auditScope(summary).map((sentence) => html`<p class="muted">${visibleText(sentence)}</p>`)}
      </section>
      <glens-table .table=${associationTable(summary)}></glens-table>
      <glens-table .table=${eliminationTable(summary)}></glens-table>
      <section>
        <h2>What to know of it</h2>
        <ul>
          ${notes.map(
            ({ severity, message }) => html`<li>${severityLabels[severity]}: ${visibleText(message)}</li>`,
          )}
          <li>${formatCount(answers)} of ${formatCount(expectedAnswers)} answers.</li>
          <li>Judge: ${visibleText(judgeLine(summary.judge))}</li>
          <li>${auditSources}</li>
        </ul>
      </section>`;
  }

  private kind(group: AuditGroup, summary: AuditSummary): TemplateResult | typeof nothing {
    const [sum] = group.rewards;
    if (sum === undefined) return nothing;
    const [first = '', ...rest] = readingSentences(group, sum, summary).map(visibleText);
    return html`<p>${group.title}: <span class="push">${first}</span> ${rest.join(' ')}</p>`;
  }
}
