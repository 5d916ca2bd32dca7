import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { exportRows } from '../../../../src/engine/comparison/exportRows';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { findPattern } from '../../../../src/engine/store/searchPattern';
import type { RowFilter } from '../../../../src/protocol/comparison';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { tinySpec } from '../../../support/comparison';
import { hostileTexts } from '../../../support/hostileTexts';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const some = ['=1+1, "quoted"\nand more', 'I refuse 42 times', 'plain'];

function made(name: string, answers: readonly string[] = some): string {
  const path = join(folder, `${name}.glens`);
  const store = comparisonStores.create(path, tinySpec({ control: false }), {});
  store.setPrompts(
    [],
    answers.map((_, index) => ({
      ...{ id: index + 1, suiteId: 's', itemId: `i${index + 1}`, kind: 'harmful', category: 'c' },
      ...{
        attackId: null,
        prompt: `Question ${index + 1}`,
        userMessage: `Question ${index + 1}`,
        context: null,
      },
    })),
  );
  for (const [index, text] of answers.entries()) {
    store.addResponse({
      ...{ promptId: index + 1, side: 'base', sample: 0, text, answer: text, reasoning: null },
      ...{ finishReason: 'stop', seed: 0, promptTokens: 1, tokens: 1, tokenIds: [1], logprobs: [-1] },
      ...{ milliseconds: 1, renderedPrompt: text },
    });
  }
  store.close();
  return path;
}

/** Changes a closed file behind our back. */
function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function found(path: string, filter: RowFilter): number[] {
  const store = comparisonStores.open(path, 'read');
  try {
    const { rows } = store.query({ filter, sort: 'runOrder', descending: false, offset: 0, limit: 100 });
    return rows.map(({ id }) => id);
  } finally {
    store.close();
  }
}

describe('marks', () => {
  it('are kept, filtered by, counted, and taken away again, and change no verdict', () => {
    const path = made('marks');
    const store = comparisonStores.open(path, 'write');
    store.mark(2, { starred: true, note: '' });
    store.mark(3, { starred: false, note: ' look again ' });
    store.close();
    expect(found(path, { marked: true })).toEqual([2, 3]);
    expect(found(path, { marked: false })).toEqual([1]);
    const again = comparisonStores.open(path, 'write');
    const { rows } = again.query({
      ...{ filter: { promptId: 3 }, sort: 'runOrder', descending: false, offset: 0, limit: 1 },
    });
    expect(rows[0]?.mark).toEqual({ starred: false, note: 'look again' });
    expect(again.verdictHistory(3)).toEqual([]);
    expect(again.facets({}).marked).toBe(2);
    again.mark(2, { starred: false, note: '' });
    again.close();
    expect(found(path, { marked: true })).toEqual([3]);
  });

  it('refuse an unknown prompt and a note without end', () => {
    const store = comparisonStores.open(made('refused'), 'write');
    expect(() => store.mark(99, { starred: true, note: '' })).toThrow(/no prompt 99/);
    expect(() => store.mark(1, { starred: true, note: 'x'.repeat(20_000) })).toThrow(/at most/);
    store.close();
  });

  it('that another program wrote wrongly are none', () => {
    const path = made('wrong');
    tamper(path, `INSERT INTO meta (key, value) VALUES ('mark:1', '{"starred": 3}')`);
    const store = comparisonStores.open(path, 'read');
    expect(
      store.query({ filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 9 }).rows,
    ).toHaveLength(3);
    store.close();
  });
});

describe('a regular expression', () => {
  const path = made('pattern');

  it('searches prompts and answers, in either case', () => {
    expect(found(path, { text: 'REFUSE \\d+', pattern: true })).toEqual([2]);
    expect(found(path, { text: '^question [13]$', pattern: true })).toEqual([1, 3]);
    expect(found(path, { text: 'refuse \\d+' })).toEqual([]);
  });

  it('that is none says so', () => {
    expect(() => found(path, { text: '(', pattern: true })).toThrow(/no regular expression/);
  });

  it('that would take for ever is ended', () => {
    const texts = [{ id: 1, text: 'a'.repeat(60) }];
    expect(() => findPattern('(a+)+b', texts, 50)).toThrow(/took longer than/);
  });
});

describe('exported rows', () => {
  it('are every response with its marks, as CSV that no spreadsheet computes and JSON Lines as they are', () => {
    const path = made('exported');
    const writer = comparisonStores.open(path, 'write');
    writer.mark(1, { starred: true, note: 'seen' });
    writer.close();
    const store = comparisonStores.open(path, 'read');
    const [csv, jsonl] = [join(folder, 'rows.csv'), join(folder, 'rows.jsonl')];
    expect(exportRows(store, { path, target: csv, format: 'csv' })).toEqual({ rows: 3, unreadable: 0 });
    exportRows(store, { path, target: jsonl, format: 'jsonl' });
    store.close();
    const [head = '', first = ''] = readFileSync(csv, 'utf8').split('\r\n');
    expect(head.split(',')).toHaveLength(24);
    expect(first).toContain(`,"'=1+1, ""quoted""\nand more",`);
    expect(first.endsWith(',true,seen,,')).toBe(true);
    const records = readFileSync(jsonl, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map((record) => record['answer'])).toEqual(some);
    expect(records[0]).toMatchObject({ starred: true, note: 'seen', outcome: null, item: 'i1' });
  });

  it.each(Object.entries({ ...hostileTexts, 'a formula behind space': '  =1+1', 'a wide formula': '＝1+1' }))(
    '%s is one inert field, and in JSON Lines the text that it was',
    (name, text) => {
      const path = made(`hostile ${name}`, [text]);
      const store = comparisonStores.open(path, 'read');
      const [csv, jsonl] = [join(folder, 'hostile.csv'), join(folder, 'hostile.jsonl')];
      exportRows(store, { path, target: csv, format: 'csv' });
      exportRows(store, { path, target: jsonl, format: 'jsonl' });
      // What was stored is what counts: a lone surrogate does not survive that.
      const stored = store.query({ filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1 })
        .rows[0]?.sides.base?.[0]?.answer;
      store.close();
      const written = readFileSync(csv, 'utf8');
      const rows: string[][] = parse(written);
      expect(rows.map(({ length }) => length)).toEqual([24, 24]);
      for (const field of rows[1] ?? []) expect(field).not.toMatch(/^\s*[=+\-@＝]|^[\t\r\n]/u);
      const lines = readFileSync(jsonl, 'utf8');
      expect(JSON.parse(lines)).toMatchObject({ answer: stored });
      for (const file of [written.replaceAll('\r\n', '\n'), lines])
        expect(file.match(hiddenCharacters) ?? []).toEqual([]);
    },
  );

  it('of a damaged file are those that can be read', () => {
    const path = made('damaged');
    tamper(path, `PRAGMA ignore_check_constraints = ON; UPDATE prompt SET kind = 'neither' WHERE id = 2`);
    const store = comparisonStores.open(path, 'read');
    const target = join(folder, 'saved.jsonl');
    expect(exportRows(store, { path, target, format: 'jsonl' })).toEqual({ rows: 2, unreadable: 1 });
    store.close();
    expect(readFileSync(target, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('never go into the comparison itself', () => {
    const path = made('itself');
    const store = comparisonStores.open(path, 'read');
    expect(() => exportRows(store, { path, target: path, format: 'csv' })).toThrow(/cannot be written/);
    store.close();
  });
});
