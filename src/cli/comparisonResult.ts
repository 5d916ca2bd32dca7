// What a comparison in a file says, as text or JSON, and its gates: of one tuned subject, of several, or of one of several.
import type { EngineClient } from '../client/engineClient';
import type { ComparisonFacts } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { MatrixSummary } from '../protocol/matrix';
import type { ComparisonSummary } from '../protocol/summary';
import type { GateResult } from '../safety/analysis/failIf';
import { evaluateColumnGates, evaluateGates, type GateSpec } from '../safety/analysis/gates';
import { matrixFigures, pairFigures, type FigureSet } from '../safety/presentation/figures/comparisonFigures';
import { markdownMatrix, markdownSummary, type MarkdownInput } from '../safety/report/markdownSummary';
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
  /** What is drawn and listed of it. */
  readonly figures: FigureSet;
}

export interface ResultOptions {
  readonly format: 'text' | 'json' | 'markdown';
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
  const { format } = options;
  if (whole.columns !== undefined && options.column === undefined && options.against === undefined) {
    const matrix = await client.request('summarizeMatrix', { path });
    const gates = evaluateColumnGates(spec, matrix.columns);
    return {
      facts: whole,
      gates,
      output: matrixOutput(format, { facts: whole, matrix, gates }),
      column: null,
      figures: matrixFigures(matrix),
    };
  }
  const { column, summary } = await onePair(client, path, whole, options);
  const facts = column === 0 ? whole : await client.request('describeComparison', { path, column });
  const gates = evaluateGates(spec, summary, whole.columns?.[column]?.name ?? null);
  const place =
    options.against === undefined ? '' : `${options.against} stands in the place of the base here.\n\n`;
  const output = pairOutput(format, { facts, summary, gates });
  return {
    facts,
    gates,
    output: `${place}${output}`,
    column: whole.columns === undefined ? null : column,
    figures: pairFigures(summary),
  };
}

async function onePair(
  client: EngineClient,
  path: string,
  { spec, columns }: ComparisonFacts,
  { column: name, against, format }: ResultOptions,
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
  if (format === 'json') {
    throw new GuardrailError(
      'invalidRequest',
      'A contrast of two tuned checkpoints has no document of its own.',
      'Leave --json out, or take the contrasts from the JSON of the whole comparison (matrix.contrasts).',
    );
  }
  const second = columnNamed(spec, against);
  return { column, summary: await client.request('summarizeContrast', { path, column, against: second }) };
}

function pairOutput(format: ResultOptions['format'], { facts, summary, gates }: MarkdownInput): string {
  switch (format) {
    case 'json':
      return jsonText(comparisonDocument(facts, summary, gates));
    case 'markdown':
      return markdownSummary({ facts, summary, gates });
    case 'text':
      return summaryText(summary, facts);
  }
}

function matrixOutput(
  format: ResultOptions['format'],
  {
    facts,
    matrix,
    gates,
  }: {
    readonly facts: ComparisonFacts;
    readonly matrix: MatrixSummary;
    readonly gates: readonly GateResult[];
  },
): string {
  switch (format) {
    case 'json':
      return jsonText(matrixDocument(facts, matrix, gates));
    case 'markdown':
      return markdownMatrix({ facts, matrix, gates });
    case 'text':
      return matrixText(matrix, facts);
  }
}
