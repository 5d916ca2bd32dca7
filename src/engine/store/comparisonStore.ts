// What the rest of the engine knows of a comparison on disk: one `.glens` file, which is one SQLite database.
// Puts the tables' functions together. Knows no SQL.
import type {
  ComparisonFacts,
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
import type { GenerationSettings } from '../../protocol/generation';
import type { SubjectFacts } from '../../protocol/subjects';
import type { SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note } from '../../protocol/summary';
import {
  readFacts,
  readJudges,
  raiseLimit,
  readManifests,
  setGate,
  setManifests,
  setStatus,
  setSubject,
  touch,
} from './comparisonFacts';
import type { Database } from './database';
import { readJudgedResponses, type JudgedResponse } from './judgedResponses';
import { noteMissing, readMissing } from './missing';
import { findNextFlip } from './nextFlip';
import type { OpenDatabase } from './openDatabase';
import { addPrompts, readPrompts } from './prompts';
import {
  finishedResponses,
  insertResponse,
  readLengths,
  readResponse,
  readResponses,
  replaceResponse,
  unjudgedResponses,
  type ResponseLength,
} from './responses';
import { countFacets } from './rowFacets';
import { queryRows } from './rowQuery';
import { insertVerdict, overruleVerdict, readVerdicts, replaceJudges } from './verdictHistory';

export class ComparisonStore {
  private readonly database: Database;

  /** `now` gives the time of a write as ISO 8601. */
  constructor(
    private readonly path: string,
    private readonly file: OpenDatabase,
    private readonly now: () => string,
  ) {
    this.database = file.database;
  }

  describe(): ComparisonFacts {
    return this.database.read(() => readFacts(this.database, this.path));
  }

  setSubject(side: 'base' | 'tuned', facts: SubjectFacts): void {
    setSubject(this.database, side, facts, this.now());
  }

  setGate(notes: readonly Note[]): void {
    setGate(this.database, notes, this.now());
  }

  setStatus(status: ComparisonStatus): void {
    setStatus(this.database, status, this.now());
  }

  setJudges(judges: readonly JudgeFacts[]): void {
    this.database.write(() => {
      replaceJudges(this.database, judges);
      touch(this.database, this.now());
    });
  }

  judges(): readonly JudgeFacts[] {
    return readJudges(this.database);
  }

  /** Written once, before the first response. */
  setPrompts(manifests: readonly SuiteManifest[], prompts: readonly PromptRecord[]): void {
    this.database.write(() => {
      addPrompts(this.database, prompts);
      setManifests(this.database, manifests);
      touch(this.database, this.now());
    });
  }

  manifests(): readonly SuiteManifest[] {
    return readManifests(this.database);
  }

  prompts(): readonly PromptRecord[] {
    return readPrompts(this.database);
  }

  /** `promptId:sample` of the responses that a side already has. */
  finished(side: Side): ReadonlySet<string> {
    return finishedResponses(this.database, side);
  }

  /** Durable when it returns; returns the response's id. */
  addResponse(response: ResponseRecord): number {
    return this.database.write(() => insertResponse(this.database, response, this.now()));
  }

  /** A longer answer in the place of one that was cut, whose verdicts go with it; returns the new response's id. */
  replaceResponse(response: ResponseRecord): number {
    return this.database.write(() => replaceResponse(this.database, response, this.now()));
  }

  /** null: there is none in that place. */
  response(place: Pick<ResponseRecord, 'promptId' | 'side' | 'sample'>): ResponseRecord | null {
    return readResponse(this.database, place);
  }

  /** Of every response whose length is known. */
  lengths(): readonly ResponseLength[] {
    return this.database.read(() => readLengths(this.database));
  }

  /** From now on answers may take so many tokens; the next run goes on with those that were cut before. */
  raiseLimit(settings: GenerationSettings, answers: number): void {
    raiseLimit(this.database, settings, answers, this.now());
  }

  /** A question that failed for good; its response takes the note away when it comes. */
  addMissing(missing: MissingAnswer): void {
    this.database.write(() => {
      noteMissing(this.database, missing, this.now());
    });
  }

  missing(): readonly MissingAnswer[] {
    return readMissing(this.database);
  }

  /**
   * Responses without a verdict of this judge in this version, in pages by id: verdicts of two versions side by side
   * could not be compared.
   */
  unjudged(
    judge: Pick<JudgeFacts, 'id' | 'version'>,
    afterId: number,
    limit: number,
  ): readonly (ResponseRecord & { readonly id: number })[] {
    return unjudgedResponses(this.database, judge, afterId, limit);
  }

  /** The answers of all sides to a prompt, in the order in which they came. */
  responses(promptId: number): readonly ResponseRecord[] {
    return readResponses(this.database, promptId);
  }

  addVerdict(responseId: number, verdict: Verdict): void {
    insertVerdict(this.database, responseId, verdict, this.now());
  }

  /** A person's verdict; the judge's stays in the history. Status and statistics follow. */
  overrule(responseId: number, verdict: VerdictRecord): void {
    overruleVerdict(this.database, responseId, verdict);
  }

  verdictHistory(responseId: number): readonly VerdictRecord[] {
    return readVerdicts(this.database, responseId);
  }

  judgedResponses(): readonly JudgedResponse[] {
    return readJudgedResponses(this.database);
  }

  query(query: RowQuery): RowPage {
    return queryRows(this.database, query);
  }

  /** Numbers of rows per filter value, for a viewer's filter lists. */
  facets(filter: RowFilter): RowFacets {
    return countFacets(this.database, filter);
  }

  /** The prompt of the next or previous flip in run order, wrapping around; null where there is none. */
  nextFlip(fromPromptId: number | null, backwards: boolean): number | null {
    return findNextFlip(this.database, fromPromptId, backwards);
  }

  /** Many writes at the cost of one: all are durable when it returns, none if `work` throws. */
  inOneWrite<T>(work: () => T): T {
    return this.database.write(work);
  }

  /** Folds the write-ahead log into the one file. */
  close(): void {
    this.file.close();
  }
}
