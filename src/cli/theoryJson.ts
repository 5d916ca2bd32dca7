// The stable JSON of the theory view of a comparison (`--json`); its schema is media/schemas/theory.schema.json.
import type { TheoryAnalysis } from '../protocol/theory';

export interface TheoryDocument extends TheoryAnalysis {
  readonly schema: 'guardrail-lens/theory/1';
}

export function theoryDocument(analysis: TheoryAnalysis): TheoryDocument {
  return { schema: 'guardrail-lens/theory/1', ...analysis };
}
