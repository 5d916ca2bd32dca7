// Everything about a comparison but its rows: table `meta`, suites' manifests and judges.
import type {
  ColumnFacts,
  ComparisonFacts,
  ComparisonSpec,
  ComparisonStatus,
} from '../../protocol/comparison';
import type { RunCurve } from '../../protocol/matrix';
import type { GenerationSettings } from '../../protocol/generation';
import type { SubjectFacts } from '../../protocol/subjects';
import { type SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note, PrecisionKl } from '../../protocol/summary';
import { columnsOf } from '../../safety/subjects/columns';
import { pairsOf } from '../../safety/subjects/exactBase';
import type { z } from 'zod';
import { integerOf, nullableTextOf, textOf } from './columns';
import type { Database } from './database';
import {
  continuationsJson,
  subjectFactsJson,
  judgeFactsJson,
  manifestJson,
  notesJson,
  parseColumn,
  precisionKlJson,
  runCurveJson,
  specJson,
  statusJson,
  versionsJson,
} from './jsonColumns';
import { requiredVersion } from './schema';
import { badCall, damagedComparison } from './storeErrors';

/** `requires` is read by older versions of the product to say what is needed; `writer` by engines that wait. */
type Key =
  | ColumnKey
  | 'base'
  | 'continued'
  | 'createdAt'
  | 'precisionKl'
  | 'requires'
  | 'run'
  | 'spec'
  | 'status'
  | 'updatedAt'
  | 'versions'
  | 'writer';

/** Of the first column, and `tuned2`, `gate2` and so on of further ones. */
type ColumnKey = 'gate' | 'tuned' | `gate${number}` | `tuned${number}`;

function columnKey<Name extends 'gate' | 'tuned'>(name: Name, column: number): Name | `${Name}${number}` {
  return column === 0 ? name : `${name}${column + 1}`;
}

/** First rows of a new file. */
export function writeFirstFacts(
  database: Database,
  spec: ComparisonSpec,
  versions: Readonly<Record<string, string>>,
  at: string,
): void {
  setText(database, 'requires', requiredVersion);
  setText(database, 'createdAt', at);
  setText(database, 'updatedAt', at);
  setText(database, 'spec', JSON.stringify(spec));
  setText(database, 'versions', JSON.stringify(versions));
  setText(database, 'status', JSON.stringify('stopped'));
}

/** What a comparison was asked for may grow by judges. */
export function setSpec(database: Database, spec: ComparisonSpec, at: string): void {
  setFact(database, 'spec', spec, at);
}

export function setSubject(
  database: Database,
  side: 'base' | 'tuned',
  column: number,
  facts: SubjectFacts,
  at: string,
): void {
  setFact(database, side === 'base' ? side : columnKey(side, column), facts, at);
}

export function setGate(database: Database, column: number, notes: readonly Note[], at: string): void {
  setFact(database, columnKey('gate', column), notes, at);
}

/** What the training run says whose steps the columns are. */
export function setRunCurve(database: Database, curve: RunCurve, at: string): void {
  setFact(database, 'run', curve, at);
}

/** null: nothing is kept. */
export function readRunCurve(database: Database): RunCurve | null {
  return readFact(database, 'run', runCurveJson);
}

/** What both forms of the base say of its answers, see PrecisionNoise. */
export function setPrecisionKl(database: Database, kl: PrecisionKl, at: string): void {
  setFact(database, 'precisionKl', kl, at);
}

/** null: they have not been read. */
export function readPrecisionKl(database: Database): PrecisionKl | null {
  return readFact(database, 'precisionKl', precisionKlJson);
}

/** Notes in the file that answers which were cut at the former limit go on up to that of `settings`. */
export function raiseLimit(
  database: Database,
  settings: GenerationSettings,
  answers: number,
  at: string,
): void {
  database.write(() => {
    const spec = required(readFact(database, 'spec', specJson), 'spec');
    const before = readFact(database, 'continued', continuationsJson) ?? [];
    const continuation = { at, from: spec.settings.maxNewTokens, to: settings.maxNewTokens, answers };
    setFact(database, 'spec', { ...spec, settings }, at);
    setFact(database, 'continued', [...before, continuation], at);
    setFact(database, 'status', 'stopped' satisfies ComparisonStatus, at);
  });
}

export function setStatus(database: Database, status: ComparisonStatus, at: string): void {
  setFact(database, 'status', status, at);
}

/** Notes the time of a write that leaves no other trace of it. */
export function touch(database: Database, at: string): void {
  setText(database, 'updatedAt', at);
}

/** Says in the file who writes it, for an engine that finds it locked. */
export function setWriter(database: Database, writer: string): void {
  database.write(() => {
    setText(database, 'writer', writer);
  });
}

/** Who wrote it last, or does now. */
export function readWriter(database: Database): string | null {
  return getText(database, 'writer');
}

/** @throws GuardrailError invalidRequest if two judges share an id or one is called `person`. */
export function setJudgeList(database: Database, judges: readonly JudgeFacts[]): void {
  if (new Set(['person', ...judges.map((judge) => judge.id)]).size !== judges.length + 1) {
    throw badCall('Judges must have different ids, and none may be called "person".');
  }
  database.run('DELETE FROM judge');
  judges.forEach((judge, position) => {
    const sql = 'INSERT INTO judge (position, id, value) VALUES (:position, :id, :value)';
    database.run(sql, { position, id: judge.id, value: JSON.stringify(judge) });
  });
}

export function readJudges(database: Database): JudgeFacts[] {
  const rows = database.all('SELECT value FROM judge ORDER BY position');
  return rows.map((row) => parseColumn(judgeFactsJson, textOf(row, 'value'), 'the judges'));
}

export function setManifests(database: Database, manifests: readonly SuiteManifest[]): void {
  manifests.forEach((manifest, position) => {
    const sql = 'INSERT INTO manifest (position, value) VALUES (:position, :value)';
    database.run(sql, { position, value: JSON.stringify(manifest) });
  });
}

export function readManifests(database: Database): SuiteManifest[] {
  const rows = database.all('SELECT value FROM manifest ORDER BY position');
  return rows.map((row) => parseColumn(manifestJson, textOf(row, 'value'), 'the suites'));
}

export function readSpec(database: Database): ComparisonSpec {
  return required(readFact(database, 'spec', specJson), 'spec');
}

/** `column`: whose pair with the base it is about. @throws GuardrailError invalidRequest where there is no such column */
export function readFacts(database: Database, path: string, column: number): ComparisonFacts {
  const spec = readSpec(database);
  const columns = columnsOf(spec);
  const pairs = pairsOf(spec);
  const chosen = pairs[column];
  if (chosen === undefined) throw badCall(`The comparison has no column ${column}.`);
  const counts = database.get(`
    SELECT (SELECT count(*) FROM row_state) AS prompts, (SELECT count(*) FROM response_state) AS responses,
      (SELECT count(*) FROM missing) AS missing`);
  const continued = readFact(database, 'continued', continuationsJson);
  const prompts = integerOf(counts ?? {}, 'prompts');
  return {
    path,
    createdAt: required(getText(database, 'createdAt'), 'createdAt'),
    updatedAt: lastWrite(database),
    status: required(readFact(database, 'status', statusJson), 'status'),
    spec: { ...spec, tuned: chosen.tuned },
    base: readFact(database, 'base', subjectFactsJson),
    ...(spec.columns === undefined ? {} : { columns: readColumns(database, columns) }),
    ...(spec.columns === undefined && column === 0 ? {} : { column }),
    tuned: readTuned(database, column),
    gate: readGate(database, column),
    versions: required(readFact(database, 'versions', versionsJson), 'versions'),
    manifests: readManifests(database),
    judges: readJudges(database),
    prompts,
    responses: integerOf(counts ?? {}, 'responses'),
    expectedResponses: prompts * spec.settings.samples * (pairs.length + (spec.control ? 2 : 1)),
    missingResponses: integerOf(counts ?? {}, 'missing'),
    ...(continued === null ? {} : { continued }),
  };
}

function readColumns(database: Database, columns: ReturnType<typeof columnsOf>): ColumnFacts[] {
  return columns.map(({ name, step }, column) => ({
    name,
    step: step ?? null,
    tuned: readTuned(database, column),
    gate: readGate(database, column),
  }));
}

function readTuned(database: Database, column: number): SubjectFacts | null {
  return readFact(database, columnKey('tuned', column), subjectFactsJson);
}

function readGate(database: Database, column: number): readonly Note[] {
  return readFact(database, columnKey('gate', column), notesJson) ?? [];
}

/** Responses and verdicts carry their own times, so that writing one does not touch `meta`. */
function lastWrite(database: Database): string {
  const row = database.get(`
    SELECT
      (SELECT value FROM meta WHERE key = 'updatedAt') AS facts,
      (SELECT at FROM response ORDER BY id DESC LIMIT 1) AS response,
      (SELECT at FROM verdict ORDER BY id DESC LIMIT 1) AS verdict`);
  const times = ['facts', 'response', 'verdict'].map((column) => nullableTextOf(row ?? {}, column) ?? '');
  return times.reduce((last, time) => (time > last ? time : last), '');
}

function setFact(database: Database, key: Key, value: unknown, at: string): void {
  database.write(() => {
    setText(database, key, JSON.stringify(value));
    setText(database, 'updatedAt', at);
  });
}

function setText(database: Database, key: Key, value: string): void {
  database.run('INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)', { key, value });
}

function getText(database: Database, key: Key): string | null {
  const row = database.get('SELECT value FROM meta WHERE key = :key', { key });
  return row === undefined ? null : textOf(row, 'value');
}

function readFact<T>(database: Database, key: Key, schema: z.ZodType<T>): T | null {
  const text = getText(database, key);
  return text === null ? null : parseColumn(schema, text, key);
}

function required<T>(value: T | null, key: string): T {
  if (value === null) throw damagedComparison(`its record of ${key} is missing`);
  return value;
}
