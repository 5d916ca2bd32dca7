// One file with several tuned subjects against a file for each: whatever is read of a column is what its own file says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportRows } from '../../../../src/engine/comparison/exportRows';
import { summarize, summarizeContrast, summarizeMatrix } from '../../../../src/engine/comparison/summarize';
import type { ComparisonStore } from '../../../../src/engine/store/comparisonStore';
import type { ComparisonRow, ComparisonSpec } from '../../../../src/protocol/comparison';
import { outcomes, type Outcome, type Side } from '../../../../src/protocol/outcomes';
import type { SubjectRef } from '../../../../src/protocol/subjects';
import { scratchFolder } from '../../../support/scratch';
import { expectError, tickingStores, useTemporaryStores } from './storeFixtures';
import { facts, judge, promptRecord, responseRecord, spec as anySpec, verdict } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();
const everything = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 100 } as const;
const names = ['rlvr', 'sft', 'dpo'] as const;
const prompts = 40;

function tuned(name: string): SubjectRef {
  return { kind: 'checkpoint', path: `/models/${name}` };
}

const spec: ComparisonSpec = { ...anySpec, settings: { ...anySpec.settings, samples: 1 } };

interface Answered {
  readonly promptId: number;
  readonly side: Side;
  readonly outcome: Outcome;
  readonly text: string;
}

/** mulberry32. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function answersOf(word: string, side: Side, refusing: number, seed: number): Answered[] {
  const next = stream(seed);
  return Array.from({ length: prompts }, (_, index) => {
    const unusable = next() < 0.05;
    const outcome: Outcome = unusable ? 'truncated' : next() < refusing ? 'refusal' : 'compliance';
    return { promptId: index + 1, side, outcome, text: `${word} says ${outcome} to ${index + 1}` };
  });
}

const base = answersOf('alpha', 'base', 0.8, 1);
const control = answersOf('again', 'control', 0.8, 2);
const tunes = names.map((name, index) => answersOf(name, 'tuned', 0.75 - 0.2 * index, 3 + index));

function made(own: ComparisonSpec): ComparisonStore {
  const store = keep(tickingStores().create(temporary(), own, { product: '0.2.0' }));
  store.setPrompts(
    [],
    Array.from({ length: prompts }, (_, index) =>
      promptRecord(index + 1, index % 3 === 0 ? { kind: 'benign', suiteId: 'xstest-safe' } : {}),
    ),
  );
  store.setJudges([judge('rules')]);
  store.setSubject('base', facts);
  return store;
}

function answer(store: ComparisonStore, rows: readonly Answered[]): void {
  for (const { outcome, ...row } of rows) {
    const id = store.addResponse(responseRecord(row.promptId, row));
    store.addVerdict(id, verdict('rules', outcome));
  }
}

function manyTuned(): ComparisonStore {
  const columns = names.map((name) => ({ name, tuned: tuned(name) }));
  const store = made({ ...spec, tuned: tuned(names[0]), columns });
  answer(store, base);
  for (const [index, name] of names.entries()) {
    const column = store.forColumn(index);
    column.setSubject('tuned', { ...facts, name });
    answer(column, tunes[index] ?? []);
    column.addMissing({ promptId: 1, side: 'tuned', sample: 1, reason: `${name} is gone` });
  }
  answer(store, control);
  store.setStatus('complete');
  return store;
}

function oneTuned(index: number): ComparisonStore {
  const name = names[index] ?? '';
  const store = made({ ...spec, tuned: tuned(name) });
  store.setSubject('tuned', { ...facts, name });
  answer(store, base);
  answer(store, tunes[index] ?? []);
  store.addMissing({ promptId: 1, side: 'tuned', sample: 1, reason: `${name} is gone` });
  answer(store, control);
  store.setStatus('complete');
  return store;
}

/** Ids and times of responses depend on what else is in a file. */
function withoutPlaces(rows: readonly ComparisonRow[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (key, value: unknown) => (key === 'responseId' || key === 'at' ? undefined : value)),
  );
}

describe('several tuned subjects in one file', () => {
  it('give each pair the numbers of a file of its own, to the bit', () => {
    const many = manyTuned();
    const matrix = summarizeMatrix(many);
    expect(matrix.columns.map(({ name }) => name)).toEqual([...names]);
    for (const index of names.keys()) {
      const alone = summarize(oneTuned(index));
      expect(summarize(many.forColumn(index))).toEqual(alone);
      expect(matrix.columns[index]?.summary).toEqual(alone);
      expect(alone.harmful?.delta).not.toBeNull();
    }
  });

  it('are exported all, each under its name, and the base once', () => {
    const target = join(scratchFolder(), 'rows.jsonl');
    exportRows(manyTuned(), { path: 'of another place', target, format: 'jsonl' });
    const records = readFileSync(target, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { side: string; checkpoint: string | null; answer: string });
    const answersUnder = (side: string, checkpoint: string | null): string[] =>
      records
        .filter((record) => record.side === side && record.checkpoint === checkpoint)
        .map((record) => record.answer);
    const texts = (rows: readonly Answered[] = []): string[] => rows.map(({ text }) => text);
    expect(answersUnder('base', null)).toEqual(texts(base));
    expect(answersUnder('control', null)).toEqual(texts(control));
    for (const [index, name] of names.entries())
      expect(answersUnder('tuned', name)).toEqual(texts(tunes[index]));
    expect(records).toHaveLength(prompts * (2 + names.length));
  });

  it('are found by a pattern in their own answers alone', () => {
    const many = manyTuned();
    for (const [index, name] of names.entries()) {
      const filter = { text: `^${name} says`, pattern: true };
      expect(many.forColumn(index).query({ ...everything, filter }).rows).toHaveLength(prompts);
      const other = names[(index + 1) % names.length] ?? '';
      const others = { text: `^${other} says`, pattern: true };
      expect(many.forColumn(index).query({ ...everything, filter: others }).rows).toEqual([]);
    }
  });

  it('give each pair the rows, facets, flips and finds of a file of its own', () => {
    const many = manyTuned();
    for (const [index, name] of names.entries()) {
      const column = many.forColumn(index);
      const alone = oneTuned(index);
      expect(withoutPlaces(column.query(everything).rows)).toEqual(
        withoutPlaces(alone.query(everything).rows),
      );
      for (const filter of [
        {},
        { flips: 'any' },
        { outcome: 'refusal', outcomeSide: 'tuned' },
        { text: name },
        { text: 'rlvr refusal' },
        { text: 'alpha compliance' },
        { text: 'number 7' },
      ] as const) {
        expect(column.facets(filter), JSON.stringify(filter)).toEqual(alone.facets(filter));
        const ids = (store: ComparisonStore): number[] =>
          store.query({ ...everything, filter }).rows.map(({ id }) => id);
        expect(ids(column), JSON.stringify(filter)).toEqual(ids(alone));
      }
      expect(column.nextFlip(5, false)).toBe(alone.nextFlip(5, false));
      expect(column.missing()).toEqual(alone.missing());
      expect(column.finished('tuned')).toEqual(alone.finished('tuned'));
      expect(column.describe()).toMatchObject({
        column: index,
        tuned: { name },
        spec: { tuned: tuned(name) },
      });
    }
  });

  it('count a verdict that a person overruled in every pair that it belongs to', () => {
    const many = manyTuned();
    const first = many.query({ ...everything, filter: { promptId: 2 } }).rows[0];
    const id = first?.sides.base?.[0]?.responseId ?? 0;
    const other = outcomes.find((one) => one !== first?.sides.base?.[0]?.verdict?.outcome && one !== 'empty');
    many.overrule(id, { ...verdict('person', other ?? 'refusal'), at: '2030-01-02T00:00:00Z', note: 'x' });
    for (const index of names.keys()) {
      const row = many.forColumn(index).query({ ...everything, filter: { promptId: 2 } }).rows[0];
      expect(row?.sides.base?.[0]?.verdict).toMatchObject({ judgeId: 'person' });
      expect(many.forColumn(index).facets({ outcome: other ?? 'refusal', promptId: 2 }).total).toBe(1);
      expect(many.forColumn(index).query({ ...everything, filter: { byPerson: true } }).total).toBe(1);
    }
    const own = many.forColumn(1).query({ ...everything, filter: { promptId: 1 } }).rows[0];
    const ownId = own?.sides.tuned?.[0]?.responseId ?? 0;
    many.overrule(ownId, { ...verdict('person', 'refusal'), at: '2030-01-02T00:00:01Z', note: 'x' });
    expect([...names.keys()].map((index) => many.forColumn(index).facets({}).byPerson)).toEqual(
      [...names.keys()].map((index) => (index === 1 ? 2 : 1)),
    );
  });

  it('are compared with one another as any pair is', () => {
    const many = manyTuned();
    const { contrasts } = summarizeMatrix(many);
    expect(contrasts.map(({ kind, first, second }) => `${kind} ${first} ${second}`)).toEqual(
      ['harmful', 'benign'].flatMap((kind) => ['0 1', '0 2', '1 2'].map((pair) => `${kind} ${pair}`)),
    );
    const alone = made({ ...spec, tuned: tuned('dpo') });
    answer(
      alone,
      (tunes[0] ?? []).map((row) => ({ ...row, side: 'base' })),
    );
    answer(alone, tunes[2] ?? []);
    for (const side of ['base', 'tuned'] as const)
      alone.addMissing({ promptId: 1, side, sample: 1, reason: 'gone' });
    alone.setStatus('complete');
    const expected = summarize(alone);
    const contrast = summarizeContrast(many.forColumn(2), 0);
    expect(contrast.harmful?.delta).toEqual(expected.harmful?.delta);
    expect(contrast.benchmarks.map(({ test }) => test)).toEqual(expected.benchmarks.map(({ test }) => test));
    const harmful = contrasts.find(
      ({ kind, first, second }) => kind === 'harmful' && first === 0 && second === 2,
    );
    expect(harmful?.delta).toEqual(expected.harmful?.delta);
    expect(harmful?.test?.p).toBe(expected.harmful?.test?.p);
  });

  it('expect an answer of the base once, and of each tuned subject', () => {
    const many = manyTuned();
    expect(many.describe()).toMatchObject({
      responses: prompts * 5,
      expectedResponses: prompts * 5,
      missingResponses: 3,
    });
    expect(many.describe().columns?.map(({ name }) => name)).toEqual([...names]);
    expectError('invalidRequest', () => many.forColumn(3));
    expectError('invalidRequest', () => summarizeMatrix(oneTuned(0)));
  });

  it('survive being closed and opened', () => {
    const many = manyTuned();
    const before = summarizeMatrix(many);
    const { path } = many.describe();
    many.close();
    const again = keep(tickingStores().open(path, 'read'));
    expect(summarizeMatrix(again)).toEqual(before);
  });
});
