// What the rest of the engine knows of a comparison on disk: one `.glens` file, which is one SQLite database.
// Puts the tables' functions together. Knows no SQL. Where several tuned subjects stand beside the base, a store shows the
// file as the comparison of one of them: `forColumn` gives that of another.
import type {
  ComparisonFacts,
  ComparisonStatus,
  JudgeSpec,
  MissingAnswer,
  NewVerdict,
  PromptRecord,
  ResponseRecord,
  RowFacets,
  RowFilter,
  RowMark,
  RowPage,
  RowQuery,
  VerdictRecord,
} from '../../protocol/comparison';
import { safetyKinds, type Side, type Verdict } from '../../protocol/outcomes';
import type { AnswerCosts, RunCurve } from '../../protocol/matrix';
import type { AnswersState, ReadingKind } from '../../protocol/readings';
import type { GenerationSettings } from '../../protocol/generation';
import type { SubjectFacts } from '../../protocol/subjects';
import type { SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note, PrecisionKl } from '../../protocol/summary';
import { pairsOf } from '../../safety/subjects/exactBase';
import {
  readFacts,
  readJudges,
  raiseLimit,
  readManifests,
  readPrecisionKl,
  readRunCurve,
  readSpec,
  readWriter,
  setGate,
  setManifests,
  setPrecisionKl,
  setRunCurve,
  setSpec,
  setStatus,
  setSubject,
  touch,
} from './comparisonFacts';
import { readCosts } from './answerCosts';
import type { Database } from './database';
import {
  readJudgedResponses,
  responsesOfPair,
  type ColumnResponse,
  type JudgedResponse,
} from './judgedResponses';
import {
  addDrawn,
  readLabels,
  readLabelTexts,
  setLabel,
  type DrawnAnswer,
  type StoredLabel,
  type StoredLabelText,
} from './labels';
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
import { answersState, readReading, setReading, type StoredReading } from './readings';
import { countFacets } from './rowFacets';
import { setRowMark } from './rowMarks';
import { queryRows } from './rowQuery';
import { badCall } from './storeErrors';
import { thisProcess } from './thisProcess';
import {
  insertVerdict,
  overruleVerdict,
  readVerdicts,
  replaceJudges,
  withdrawVerdicts,
} from './verdictHistory';

export class ComparisonStore {
  private readonly database: Database;

  /** `now` gives the time of a write as ISO 8601; `column`, 0-based, says which tuned subject is `tuned`. */
  constructor(
    private readonly path: string,
    private readonly file: OpenDatabase,
    private readonly now: () => string,
    private readonly column = 0,
  ) {
    this.database = file.database;
  }

  /**
   * The same open file as the comparison of another tuned subject with the base; closing either closes it.
   * @throws GuardrailError invalidRequest where there is no such column
   */
  forColumn(column: number): ComparisonStore {
    if (pairsOf(readSpec(this.database))[column] === undefined) {
      throw badCall(`The comparison has no column ${column}.`);
    }
    return new ComparisonStore(this.path, this.file, this.now, column);
  }

  describe(): ComparisonFacts {
    return this.database.read(() => {
      const facts = readFacts(this.database, this.path, this.column);
      const writer = facts.status === 'running' ? readWriter(this.database) : null;
      // The file names its last writer, also one that was killed; this process knows its own runs.
      const elsewhere = writer !== null && !writer.startsWith(`${thisProcess} `) && this.file.isWritten();
      return elsewhere ? { ...facts, runBy: writer } : facts;
    });
  }

  setSubject(side: 'base' | 'tuned', facts: SubjectFacts): void {
    setSubject(this.database, side, this.column, facts, this.now());
  }

  setGate(notes: readonly Note[]): void {
    setGate(this.database, this.column, notes, this.now());
  }

  /** What the training run says whose steps the columns are. */
  setRunCurve(curve: RunCurve): void {
    setRunCurve(this.database, curve, this.now());
  }

  /** null: nothing is kept. */
  runCurve(): RunCurve | null {
    return readRunCurve(this.database);
  }

  setPrecisionKl(kl: PrecisionKl): void {
    setPrecisionKl(this.database, kl, this.now());
  }

  /** null: the two forms of the base have not read its answers. */
  precisionKl(): PrecisionKl | null {
    return readPrecisionKl(this.database);
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

  /** Further judges, which are not counted; the specification names them from now on, so that resuming asks them too. */
  addJudges(specs: readonly JudgeSpec[], judges: readonly JudgeFacts[]): void {
    this.database.write(() => {
      const { spec } = this.describe();
      setSpec(this.database, { ...spec, judges: [...spec.judges, ...specs] }, this.now());
      replaceJudges(this.database, [...this.judges(), ...judges]);
    });
  }

  judges(): readonly JudgeFacts[] {
    return readJudges(this.database);
  }

  /** Written once, before the first response. */
  setPrompts(manifests: readonly SuiteManifest[], prompts: readonly PromptRecord[]): void {
    this.database.write(() => {
      addPrompts(this.database, prompts, pairsOf(readSpec(this.database)).length);
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
    return finishedResponses(this.database, side, this.column);
  }

  /** Durable when it returns; returns the response's id. */
  addResponse(response: ResponseRecord): number {
    return this.database.write(() => insertResponse(this.database, response, this.column, this.now()));
  }

  /** A longer answer in the place of one that was cut, whose verdicts go with it; returns the new response's id. */
  replaceResponse(response: ResponseRecord): number {
    return this.database.write(() => replaceResponse(this.database, response, this.column, this.now()));
  }

  /** null: there is none in that place. */
  response(place: Pick<ResponseRecord, 'promptId' | 'side' | 'sample'>): ResponseRecord | null {
    return readResponse(this.database, place, this.column);
  }

  /** Of the base and of so many columns. */
  costs(columns: number): AnswerCosts {
    return this.database.read(() => readCosts(this.database, columns));
  }

  /** Of every response whose length is known. */
  lengths(): readonly ResponseLength[] {
    return this.database.read(() => readLengths(this.database, this.column));
  }

  /** From now on answers may take so many tokens; the next run goes on with those that were cut before. */
  raiseLimit(settings: GenerationSettings, answers: number): void {
    raiseLimit(this.database, settings, answers, this.now());
  }

  /** A question that failed for good; its response takes the note away when it comes. */
  addMissing(missing: MissingAnswer): void {
    this.database.write(() => {
      noteMissing(this.database, missing, this.column, this.now());
    });
  }

  missing(): readonly MissingAnswer[] {
    return readMissing(this.database, this.column);
  }

  /**
   * Of all columns: responses that are about safety without a verdict of this judge in this version, in pages by id: verdicts of two versions side by side
   * could not be compared.
   */
  unjudged(
    judge: Pick<JudgeFacts, 'id' | 'version'>,
    afterId: number,
    limit: number,
  ): readonly (ResponseRecord & { readonly id: number })[] {
    return unjudgedResponses(this.database, { judge, kinds: safetyKinds, afterId, limit });
  }

  /** The same of tasks, which their verifier judges. */
  unscored(
    verifier: Pick<JudgeFacts, 'id' | 'version'>,
    afterId: number,
    limit: number,
  ): readonly (ResponseRecord & { readonly id: number })[] {
    return unjudgedResponses(this.database, {
      judge: verifier,
      kinds: ['capability', 'control'],
      afterId,
      limit,
    });
  }

  /** The answers to a prompt of this pair and its control, in the order in which they came. */
  responses(promptId: number): readonly ResponseRecord[] {
    return readResponses(this.database, promptId, this.column);
  }

  addVerdict(responseId: number, verdict: Verdict): void {
    insertVerdict(this.database, responseId, verdict, this.now());
  }

  /** A person's verdict; the judge's stays in the history. Status and statistics follow. */
  overrule(responseId: number, verdict: NewVerdict): void {
    overruleVerdict(this.database, responseId, verdict);
  }

  /** A person's verdicts are taken back: the judge's counts again. */
  withdraw(responseId: number): void {
    this.database.write(() => {
      withdrawVerdicts(this.database, responseId, this.now());
      touch(this.database, this.now());
    });
  }

  /** Star and note of a row; no verdict and no figure follows. */
  mark(promptId: number, mark: RowMark): void {
    setRowMark(this.database, promptId, mark);
  }

  verdictHistory(responseId: number): readonly VerdictRecord[] {
    return readVerdicts(this.database, responseId);
  }

  /** Answers drawn for a person to label, in the order of drawing. */
  labels(): readonly StoredLabel[] {
    return readLabels(this.database, this.column);
  }

  /** With what the person reads. */
  labelTexts(): readonly StoredLabelText[] {
    return readLabelTexts(this.database, this.column);
  }

  addDrawn(drawn: readonly DrawnAnswer[]): void {
    this.database.write(() => {
      addDrawn(this.database, drawn, this.column);
      touch(this.database, this.now());
    });
  }

  /** All or none. */
  setLabels(given: readonly Pick<StoredLabel, 'position' | 'label'>[]): void {
    this.database.write(() => {
      for (const { position, label } of given) setLabel(this.database, position, label, this.now());
      touch(this.database, this.now());
    });
  }

  /** In the place of the one with the same settings. */
  setReading<Kind extends ReadingKind>(kind: Kind, reading: StoredReading<Kind>): void {
    this.database.write(() => {
      setReading(this.database, { kind, column: this.column }, reading);
      touch(this.database, this.now());
    });
  }

  /** The newest of its kind, or that of the settings; null: none. */
  reading<Kind extends ReadingKind>(
    kind: Kind,
    settings?: StoredReading<Kind>['settings'],
  ): StoredReading<Kind> | null {
    return readReading(this.database, { kind, column: this.column }, settings);
  }

  /** Changes whenever an answer of the side comes or is replaced. */
  answersState(side: 'base' | 'tuned'): AnswersState {
    return answersState(this.database, side, this.column);
  }

  judgedResponses(): readonly JudgedResponse[] {
    return responsesOfPair(this.judgedColumns(), this.column);
  }

  /** Those of every column, in one pass over the file. */
  judgedColumns(): readonly ColumnResponse[] {
    return readJudgedResponses(this.database);
  }

  query(query: RowQuery): RowPage {
    return queryRows(this.database, this.column, query);
  }

  /** Numbers of rows per filter value, for a viewer's filter lists. */
  facets(filter: RowFilter): RowFacets {
    return countFacets(this.database, this.column, filter);
  }

  /** The prompt of the next or previous flip in run order, wrapping around; null where there is none. */
  nextFlip(fromPromptId: number | null, backwards: boolean): number | null {
    return findNextFlip(this.database, this.column, fromPromptId, backwards);
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
