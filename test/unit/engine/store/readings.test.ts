// Readings in a comparison's file: by tuned subject, kind and settings; what is damaged is said, and can be replaced.
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { migrations } from '../../../../src/engine/store/schema';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import {
  driftAnalysis,
  readingOrigin,
  representationAnalysis,
  weightsAnalysis,
} from '../../../support/readings';
import { expectError, useTemporaryStores } from './storeFixtures';
import { promptRecord, responseRecord, spec } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();
const all = { side: 'tuned', limit: null } as const;
const two: ComparisonSpec = {
  ...spec,
  columns: [
    { name: 'one', tuned: spec.tuned },
    { name: 'two', tuned: { kind: 'checkpoint', path: '/models/other' } },
  ],
};

function created(): string {
  const path = temporary();
  const store = keep(comparisonStores.create(path, two, {}));
  store.setPrompts([], [promptRecord(1), promptRecord(2)]);
  store.close();
  return path;
}

it('is read as it was written, the newest of its kind or that of its settings', () => {
  const path = created();
  const store = keep(comparisonStores.open(path, 'write'));
  const drift = { settings: all, value: driftAnalysis, origin: readingOrigin({ count: 2, tokens: 7 }) };
  const some = { ...drift, settings: { side: 'tuned', limit: 1 } as const };
  const directions = {
    settings: { limit: 64, intervene: 24, layer: null },
    value: representationAnalysis,
    origin: readingOrigin(),
  };
  store.setReading('drift', drift);
  store.setReading('drift', some);
  const weights = { settings: { directions: 8 }, value: weightsAnalysis, origin: readingOrigin() };
  store.setReading('representation', directions);
  store.setReading('weights', weights);
  store.close();
  const read = keep(comparisonStores.open(path, 'read'));
  expect(read.reading('drift')).toEqual(some);
  expect(read.reading('drift', all)).toEqual(drift);
  // However the names are ordered.
  expect(read.reading('drift', { limit: null, side: 'tuned' })).toEqual(drift);
  expect(read.reading('drift', { ...all, side: 'base' })).toBeNull();
  expect(read.reading('representation')).toEqual(directions);
  expect(read.reading('weights')).toEqual(weights);
  expect(read.forColumn(1).reading('drift')).toBeNull();
});

it('takes the place of the one with the same settings, of its own tuned subject alone', () => {
  const store = keep(comparisonStores.open(created(), 'write'));
  const reading = { settings: all, value: driftAnalysis, origin: readingOrigin() };
  store.setReading('drift', reading);
  store.forColumn(1).setReading('drift', { ...reading, value: { ...driftAnalysis, answers: 3 } });
  store.setReading('drift', { ...reading, value: { ...driftAnalysis, answers: 4 } });
  expect(store.reading('drift')?.value.answers).toBe(4);
  expect(store.forColumn(1).reading('drift')?.value.answers).toBe(3);
});

it('the state of the answers changes when one comes and when one is replaced', () => {
  const store = keep(comparisonStores.open(created(), 'write'));
  const states = [store.answersState('tuned')];
  store.addResponse(responseRecord(1, { side: 'tuned' }));
  states.push(store.answersState('tuned'));
  store.replaceResponse(responseRecord(1, { side: 'tuned', tokenIds: [1, 2, 3, 4], logprobs: [0, 0, 0, 0] }));
  states.push(store.answersState('tuned'));
  expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(3);
  expect(store.answersState('base')).toEqual(states[0]);
  expect(store.forColumn(1).answersState('tuned')).toEqual(states[0]);
});

it.each([
  ["UPDATE reading SET value = 'no JSON'", 'a reading (drift, value)'],
  ["UPDATE reading SET value = '{}'", 'a reading (drift, value)'],
  ["UPDATE reading SET origin = replace(origin, 'int8', 'half')", 'a reading (drift, origin)'],
])('%s: said, and read anew over it', (sql, message) => {
  const path = created();
  const reading = { settings: all, value: driftAnalysis, origin: readingOrigin() };
  const store = keep(comparisonStores.open(path, 'write'));
  store.setReading('drift', reading);
  store.close();
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  const damaged = keep(comparisonStores.open(path, 'write'));
  expect(expectError('storeInvalid', () => damaged.reading('drift', all)).message).toContain(message);
  damaged.setReading('drift', reading);
  expect(damaged.reading('drift', all)).toEqual(reading);
});

it('a file from before there were readings gets a place for them', () => {
  const path = created();
  const database = new DatabaseSync(path);
  database.exec(`DROP TABLE reading; ALTER TABLE prompt DROP COLUMN history;
    ALTER TABLE prompt DROP COLUMN prefill; PRAGMA user_version = 5`);
  database.close();
  const read = keep(comparisonStores.open(path, 'read'));
  expect(read.reading('drift')).toBeNull();
  expect(read.prompts().length).toBe(2);
  read.close();
  const opened = new DatabaseSync(path);
  expect(opened.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length });
  opened.close();
});
