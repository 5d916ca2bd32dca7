// The stable JSON of a sweep (`--json`); its schema is media/schemas/sweep.schema.json.
import type { SweepSummary } from '../protocol/sweep';

export interface SweepDocument extends SweepSummary {
  readonly schema: 'guardrail-lens/sweep/1';
}

export function sweepDocument(sweep: SweepSummary): SweepDocument {
  return { schema: 'guardrail-lens/sweep/1', ...sweep };
}
