// What a comparison in a file says, as text or JSON, and its gates: of one tuned subject, or of several.
import type { EngineClient } from '../client/engineClient';
import type { ComparisonFacts } from '../protocol/comparison';
import type { GateResult } from '../safety/analysis/failIf';
import { evaluateColumnGates, evaluateGates, type GateSpec } from '../safety/analysis/gates';
import { comparisonDocument, matrixDocument } from './comparisonJson';
import { jsonText } from './jsonText';
import { matrixText } from './matrixText';
import { summaryText } from './summaryTable';

export interface ComparisonResult {
  readonly facts: ComparisonFacts;
  readonly gates: readonly GateResult[];
  /** What is printed. */
  readonly output: string;
}

/** `gatesFor` chooses the gates by what the file was made with. */
export async function comparisonResult(
  client: EngineClient,
  path: string,
  {
    json,
    gatesFor,
  }: { readonly json: boolean; readonly gatesFor: (spec: ComparisonFacts['spec']) => GateSpec },
): Promise<ComparisonResult> {
  const facts = await client.request('describeComparison', { path });
  const spec = gatesFor(facts.spec);
  if (facts.columns === undefined) {
    const summary = await client.request('summarizeComparison', { path });
    const gates = evaluateGates(spec, summary);
    const output = json ? jsonText(comparisonDocument(facts, summary, gates)) : summaryText(summary, facts);
    return { facts, gates, output };
  }
  const matrix = await client.request('summarizeMatrix', { path });
  const gates = evaluateColumnGates(spec, matrix.columns);
  const output = json ? jsonText(matrixDocument(facts, matrix, gates)) : matrixText(matrix, facts);
  return { facts, gates, output };
}
