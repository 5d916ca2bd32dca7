// What a comparison in a file says, as text or JSON, and its gates: of one tuned subject, of several, or of one of several.
import type { EngineClient } from '../client/engineClient';
import type { ComparisonFacts } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { ComparisonSummary } from '../protocol/summary';
import type { GateResult } from '../safety/analysis/failIf';
import { evaluateColumnGates, evaluateGates, type GateSpec } from '../safety/analysis/gates';
import { columnNamed } from '../safety/subjects/columns';
import { comparisonDocument, matrixDocument } from './comparisonJson';
import { jsonText } from './jsonText';
import { matrixText } from './matrixText';
import { summaryText } from './summaryTable';

export interface ComparisonResult {
  readonly facts: ComparisonFacts;
  readonly gates: readonly GateResult[];
  /** What is printed. */
  readonly output: string;
  /** 0-based; null: the comparison as a whole. */
  readonly column: number | null;
}

export interface ResultOptions {
  readonly json: boolean;
  /** The gates, by what the file was made with. */
  readonly gatesFor: (spec: ComparisonFacts['spec']) => GateSpec;
  /** One of several tuned subjects by its name. */
  readonly column?: string;
  /** Another one in the place of the base. */
  readonly against?: string;
}

/** @throws GuardrailError invalidRequest for a column that there is not, conditionInvalid for a gate on one */
export async function comparisonResult(
  client: EngineClient,
  path: string,
  options: ResultOptions,
): Promise<ComparisonResult> {
  const whole = await client.request('describeComparison', { path });
  const spec = options.gatesFor(whole.spec);
  const { json } = options;
  if (whole.columns !== undefined && options.column === undefined && options.against === undefined) {
    const matrix = await client.request('summarizeMatrix', { path });
    const gates = evaluateColumnGates(spec, matrix.columns);
    const output = json ? jsonText(matrixDocument(whole, matrix, gates)) : matrixText(matrix, whole);
    return { facts: whole, gates, output, column: null };
  }
  const { column, summary } = await onePair(client, path, whole, options);
  const facts = column === 0 ? whole : await client.request('describeComparison', { path, column });
  const gates = evaluateGates(spec, summary, whole.columns?.[column]?.name ?? null);
  const text = summaryText(summary, facts);
  const place =
    options.against === undefined ? '' : `${options.against} stands in the place of the base here.\n\n`;
  const output = json ? jsonText(comparisonDocument(facts, summary, gates)) : `${place}${text}`;
  return { facts, gates, output, column: whole.columns === undefined ? null : column };
}

async function onePair(
  client: EngineClient,
  path: string,
  { spec, columns }: ComparisonFacts,
  { column: name, against, json }: ResultOptions,
): Promise<{ readonly column: number; readonly summary: ComparisonSummary }> {
  if (name === undefined && against !== undefined) {
    throw new GuardrailError(
      'invalidRequest',
      `--against names ${against}, and nothing is named that is to be compared with it.`,
      'Name that with --column.',
    );
  }
  if (name === undefined || columns === undefined) {
    if (name !== undefined) columnNamed(spec, name);
    return { column: 0, summary: await client.request('summarizeComparison', { path }) };
  }
  const column = columnNamed(spec, name);
  if (against === undefined) {
    return { column, summary: await client.request('summarizeComparison', { path, column }) };
  }
  if (json) {
    throw new GuardrailError(
      'invalidRequest',
      'A contrast of two tuned checkpoints has no document of its own.',
      'Leave --json out, or take the contrasts from the JSON of the whole comparison (matrix.contrasts).',
    );
  }
  const second = columnNamed(spec, against);
  return { column, summary: await client.request('summarizeContrast', { path, column, against: second }) };
}
