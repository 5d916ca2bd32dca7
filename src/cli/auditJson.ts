// The stable JSON of a reward audit (`--json`); its schema is media/schemas/audit.schema.json.
import type { AuditSummary } from '../protocol/audit';

export interface AuditDocument extends AuditSummary {
  readonly schema: 'guardrail-lens/audit/1';
}

export function auditDocument(summary: AuditSummary): AuditDocument {
  return { schema: 'guardrail-lens/audit/1', ...summary };
}
