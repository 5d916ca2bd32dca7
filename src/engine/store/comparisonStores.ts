// The one implementation of ComparisonStores: puts the tables' functions together. Knows no SQL.
import { hostname } from 'node:os';
import type { ComparisonStore, ComparisonStores } from './comparisonStore';
import {
  readFacts,
  readJudges,
  readManifests,
  setGate,
  setManifests,
  setStatus,
  setSubject,
  setWriter,
  touch,
  writeFirstFacts,
} from './facts';
import { readJudgedResponses } from './judgedResponses';
import { noteMissing, readMissing } from './missing';
import { findNextFlip } from './nextFlip';
import { createDatabase, openForReading, openForWriting, type OpenDatabase } from './openDatabase';
import { addPrompts, readPrompts } from './prompts';
import { finishedResponses, insertResponse, unjudgedResponses } from './responses';
import { countFacets } from './rowFacets';
import { queryRows } from './rowQuery';
import { createSearchIndex, fillSearchGap } from './searchIndex';
import { insertVerdict, overruleVerdict, readVerdicts, replaceJudges } from './verdicts';

/** Stores that take their times from `clock`. */
export function comparisonStoresWith(clock: () => Date): ComparisonStores {
  const now = (): string => clock().toISOString();
  const forWriting = (path: string, file: OpenDatabase): ComparisonStore => {
    try {
      setWriter(file.database, `process ${process.pid} on ${hostname()} since ${now()}`);
      fillSearchGap(file.database);
      return storeOf(path, file, now);
    } catch (error) {
      file.close();
      throw error;
    }
  };
  return {
    create: (path, spec, versions) =>
      forWriting(
        path,
        createDatabase(path, (database) => {
          createSearchIndex(database);
          writeFirstFacts(database, spec, versions, now());
        }),
      ),
    open: (path, mode) =>
      mode === 'write' ? forWriting(path, openForWriting(path)) : storeOf(path, openForReading(path), now),
  };
}

export const comparisonStores: ComparisonStores = comparisonStoresWith(() => new Date());

function storeOf(path: string, file: OpenDatabase, now: () => string): ComparisonStore {
  const { database } = file;
  return {
    describe: () => database.read(() => readFacts(database, path)),
    setSubject: (side, facts) => setSubject(database, side, facts, now()),
    setGate: (notes) => setGate(database, notes, now()),
    setStatus: (status) => setStatus(database, status, now()),
    setJudges: (judges) =>
      database.write(() => {
        replaceJudges(database, judges);
        touch(database, now());
      }),
    judges: () => readJudges(database),
    setPrompts: (manifests, prompts) =>
      database.write(() => {
        addPrompts(database, prompts);
        setManifests(database, manifests);
        touch(database, now());
      }),
    manifests: () => readManifests(database),
    prompts: () => readPrompts(database),
    finished: (side) => finishedResponses(database, side),
    addResponse: (response) => database.write(() => insertResponse(database, response, now())),
    addMissing: (missing) => database.write(() => noteMissing(database, missing, now())),
    missing: () => readMissing(database),
    unjudged: (judge, afterId, limit) => unjudgedResponses(database, judge, afterId, limit),
    addVerdict: (responseId, verdict) => insertVerdict(database, responseId, verdict, now()),
    overrule: (responseId, verdict) => overruleVerdict(database, responseId, verdict),
    verdictHistory: (responseId) => readVerdicts(database, responseId),
    judgedResponses: () => readJudgedResponses(database),
    query: (query) => queryRows(database, query),
    facets: (filter) => countFacets(database, filter),
    nextFlip: (from, backwards) => findNextFlip(database, from, backwards),
    inOneWrite: (work) => database.write(work),
    close: () => file.close(),
  };
}
