// The stable JSON of a comparison (`--json`): of one tuned subject as media/schemas/comparison.schema.json says, of several
// as media/schemas/matrix.schema.json does.
import type { CheckpointFacts } from '../protocol/checkpoints';
import type { ComparisonFacts, ComparisonSpec } from '../protocol/comparison';
import type { MatrixSummary } from '../protocol/matrix';
import type { EndpointFacts, PolicyFacts, ResponsesFacts, SubjectFacts } from '../protocol/subjects';
import type { ComparisonSummary, Note } from '../protocol/summary';
import type { GateResult } from '../safety/analysis/failIf';

/** Facts without the list of tensors, of which there can be thousands; `inspect --json` has them. */
export type BriefCheckpoint = Omit<CheckpointFacts, 'tensors' | 'base'> & {
  readonly base: BriefCheckpoint | null;
};

export type BriefFacts = BriefCheckpoint | EndpointFacts | ResponsesFacts | PolicyFacts;

export interface ComparisonDocument {
  readonly schema: 'guardrail-lens/comparison/2';
  readonly path: string;
  readonly status: ComparisonFacts['status'];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly prompts: number;
  readonly responses: number;
  readonly expectedResponses: number;
  readonly base: BriefFacts | null;
  readonly tuned: BriefFacts | null;
  readonly spec: ComparisonSpec;
  readonly versions: Readonly<Record<string, string>>;
  readonly summary: ComparisonSummary;
  readonly gates: readonly GateResult[];
}

export function comparisonDocument(
  facts: ComparisonFacts,
  summary: ComparisonSummary,
  gates: readonly GateResult[],
): ComparisonDocument {
  return {
    schema: 'guardrail-lens/comparison/2',
    path: facts.path,
    status: facts.status,
    createdAt: facts.createdAt,
    prompts: facts.prompts,
    responses: facts.responses,
    expectedResponses: facts.expectedResponses,
    base: brief(facts.base),
    tuned: brief(facts.tuned),
    spec: facts.spec,
    versions: facts.versions,
    summary,
    gates,
  };
}

/** Of several tuned subjects beside one base. */
export interface MatrixDocument extends Omit<ComparisonDocument, 'schema' | 'summary' | 'tuned'> {
  readonly schema: 'guardrail-lens/comparison-matrix/1';
  /** In the order of `matrix.columns`. */
  readonly columns: readonly {
    readonly name: string;
    readonly step: number | null;
    readonly tuned: BriefFacts | null;
    /** Comparability notes of the gate, base against this one. */
    readonly gate: readonly Note[];
  }[];
  readonly matrix: MatrixSummary;
}

export function matrixDocument(
  facts: ComparisonFacts,
  matrix: MatrixSummary,
  gates: readonly GateResult[],
): MatrixDocument {
  const {
    columns = [],
    path,
    status,
    createdAt,
    prompts,
    responses,
    expectedResponses,
    spec,
    versions,
  } = facts;
  return {
    schema: 'guardrail-lens/comparison-matrix/1',
    ...{ path, status, createdAt, prompts, responses, expectedResponses },
    base: brief(facts.base),
    columns: columns.map((column) => ({ ...column, tuned: brief(column.tuned) })),
    spec,
    versions,
    matrix,
    gates,
  };
}

function brief(facts: SubjectFacts | null): BriefFacts | null {
  return facts?.kind === 'checkpoint' ? briefCheckpoint(facts) : facts;
}

function briefCheckpoint(facts: CheckpointFacts): BriefCheckpoint {
  const { tensors: _tensors, base, ...rest } = facts;
  return { ...rest, base: base === null ? null : briefCheckpoint(base) };
}
