// What the rest of the engine knows of a comparison on disk. One `.glens` file is one SQLite database.
import type {
  ComparisonFacts,
  ComparisonSpec,
  ComparisonStatus,
  MissingAnswer,
  PromptRecord,
  ResponseRecord,
  RowFacets,
  RowFilter,
  RowPage,
  RowQuery,
  VerdictRecord,
} from '../../protocol/comparison';
import type { Side, Verdict } from '../../protocol/outcomes';
import type { SubjectFacts } from '../../protocol/subjects';
import type { SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note } from '../../protocol/summary';

/** What analysis needs of a response. */
export interface JudgedResponse {
  readonly promptId: number;
  readonly side: Side;
  readonly sample: number;
  /** By judge, in the order of the comparison's judges; a person's verdict replaces the first. */
  readonly verdicts: readonly (Verdict | null)[];
}

export interface ComparisonStore {
  describe(): ComparisonFacts;
  setSubject(side: 'base' | 'tuned', facts: SubjectFacts): void;
  setGate(notes: readonly Note[]): void;
  setStatus(status: ComparisonStatus): void;
  setJudges(judges: readonly JudgeFacts[]): void;
  judges(): readonly JudgeFacts[];
  /** Written once, before the first response. */
  setPrompts(manifests: readonly SuiteManifest[], prompts: readonly PromptRecord[]): void;
  manifests(): readonly SuiteManifest[];
  prompts(): readonly PromptRecord[];
  /** `promptId:sample` of the responses that a side already has. */
  finished(side: Side): ReadonlySet<string>;
  /** Durable when it returns; returns the response's id. */
  addResponse(response: ResponseRecord): number;
  /** A question that failed for good; its response takes the note away when it comes. */
  addMissing(missing: MissingAnswer): void;
  missing(): readonly MissingAnswer[];
  /**
   * Responses without a verdict of this judge in this version, in pages by id: verdicts of two versions side by side
   * could not be compared.
   */
  unjudged(
    judge: Pick<JudgeFacts, 'id' | 'version'>,
    afterId: number,
    limit: number,
  ): readonly (ResponseRecord & { readonly id: number })[];
  addVerdict(responseId: number, verdict: Verdict): void;
  /** A person's verdict; the judge's stays in the history. Status and statistics follow. */
  overrule(responseId: number, verdict: VerdictRecord): void;
  verdictHistory(responseId: number): readonly VerdictRecord[];
  judgedResponses(): readonly JudgedResponse[];
  query(query: RowQuery): RowPage;
  /** Numbers of rows per filter value, for a viewer's filter lists. */
  facets(filter: RowFilter): RowFacets;
  /** The prompt of the next or previous flip in run order, wrapping around; null where there is none. */
  nextFlip(fromPromptId: number | null, backwards: boolean): number | null;
  /** Many writes at the cost of one: all are durable when it returns, none if `work` throws. */
  inOneWrite<T>(work: () => T): T;
  /** Folds the write-ahead log into the one file. */
  close(): void;
}

export interface ComparisonStores {
  /** @throws GuardrailError storeInvalid if the file exists, storeWriteFailed if it can't be written. */
  create(path: string, spec: ComparisonSpec, versions: Readonly<Record<string, string>>): ComparisonStore;
  /**
   * @throws GuardrailError storeInvalid (not a comparison, corrupted, newer schema), storeBusy (another
   * engine writes it).
   */
  open(path: string, mode: 'read' | 'write'): ComparisonStore;
}
