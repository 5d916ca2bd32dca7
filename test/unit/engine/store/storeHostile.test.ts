import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { openForReading, openForWriting } from '../../../../src/engine/store/openDatabase';
import { migrations } from '../../../../src/engine/store/schema';
import { GuardrailError } from '../../../../src/protocol/errors';
import { seededRandom } from '../../../../src/safety/random';
import { expectError, useTemporaryStores } from './storeFixtures';
import { judge, promptRecord, responseRecord, spec, verdict } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();
const everything = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 50 } as const;

/** A closed file with some prompts, responses and verdicts. */
function comparisonFile(prompts = 60): string {
  const path = temporary();
  const store = keep(comparisonStores.create(path, spec, {}));
  store.setJudges([judge('rules')]);
  store.inOneWrite(() => {
    store.setPrompts(
      [],
      Array.from({ length: prompts }, (_, i) => promptRecord(i + 1)),
    );
    for (let i = 1; i <= prompts; i++) {
      for (const side of ['base', 'tuned'] as const) {
        const id = store.addResponse(responseRecord(i, { side, text: `word ${'filler '.repeat(100)}` }));
        store.addVerdict(id, verdict('rules', 'refusal', { span: [0, 1] }));
      }
    }
  });
  store.close();
  return path;
}

/** Changes a closed file behind our back. */
function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  if (Object.hasOwn(DatabaseSync.prototype, 'enableDefensive')) database.enableDefensive(false);
  database.exec(sql);
  database.close();
}

/** Everything that can be asked of a store. */
function readAll(path: string): void {
  const store = comparisonStores.open(path, 'read');
  try {
    store.describe();
    store.judges();
    store.manifests();
    store.prompts();
    store.finished('base');
    store.unjudged(judge('nobody'), 0, 1000);
    store.judgedResponses();
    store.query({ ...everything, limit: 1000 });
    store.query({ ...everything, filter: { text: 'word' }, sort: 'tokens' });
    store.facets({ text: 'filler' });
    for (let id = 1; id < 10; id++) store.verdictHistory(id);
    store.reading('drift');
    store.reading('representation');
    store.reading('weights');
    store.answersState('tuned');
  } finally {
    store.close();
  }
}

describe('a file that is not a comparison', () => {
  it.each([
    ['text', (path: string) => writeFileSync(path, 'This is not a database. '.repeat(400))],
    ['an empty file', (path: string) => writeFileSync(path, '')],
    ['a few bytes', (path: string) => writeFileSync(path, 'SQLite format 3\0')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['nothing', () => undefined],
    ['a database of something else', (path: string) => tamper(path, 'CREATE TABLE meta (key, value)')],
    ['a link to nowhere', (path: string) => symlinkSync(`${path}.gone`, path)],
  ])('is refused: %s', (_, make) => {
    for (const mode of ['read', 'write'] as const) {
      const path = temporary();
      make(path);
      expectError('storeInvalid', () => comparisonStores.open(path, mode));
    }
  });

  it('is never overwritten, but an empty file is taken as none', () => {
    const path = temporary();
    writeFileSync(path, 'my notes');
    expectError('storeInvalid', () => comparisonStores.create(path, spec, {}));
    expect(readFileSync(path, 'utf8')).toBe('my notes');
    writeFileSync(path, '');
    keep(comparisonStores.create(path, spec, {}));
  });
});

describe('a schema that is not ours', () => {
  it.each([
    ['trigger', `CREATE TRIGGER evil AFTER INSERT ON verdict BEGIN DELETE FROM response; END`],
    ['view', `CREATE VIEW evil AS SELECT * FROM response`],
    ['table', `CREATE TABLE evil (x)`],
    ['index', `CREATE INDEX evil ON response (abs(id))`],
    ['missing index', `DROP INDEX verdict_by_response`],
    ['missing table', `DROP TABLE response_tokens`],
    [
      'view in place of a table',
      `DROP TABLE judge; CREATE VIEW judge AS SELECT 1 AS position, 2 AS id, 3 AS value`,
    ],
    ['another column', `ALTER TABLE response ADD COLUMN evil TEXT DEFAULT 'x'`],
    ['another search table', `DROP TABLE IF EXISTS search; CREATE TABLE search (terms)`],
    [
      'generated shadow',
      `PRAGMA writable_schema = ON;
       UPDATE sqlite_schema SET sql = 'CREATE TABLE meta (key TEXT PRIMARY KEY, value AS (load_extension(key)))' WHERE name = 'meta'`,
    ],
    [
      'nonsense',
      `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE x(' WHERE name = 'judge'`,
    ],
  ])('is refused: %s', (_, sql) => {
    const path = comparisonFile(1);
    tamper(path, sql);
    expectError('storeInvalid', () => comparisonStores.open(path, 'read'));
    expectError('storeInvalid', () => comparisonStores.open(path, 'write'));
  });

  it('does not mind what ANALYZE leaves', () => {
    const path = comparisonFile(5);
    tamper(path, 'ANALYZE');
    readAll(path);
  });
});

describe('versions', () => {
  it('names the version of the product that a newer file needs', () => {
    const path = comparisonFile(1);
    tamper(
      path,
      `PRAGMA user_version = 99; UPDATE meta SET value = '3.2.1' WHERE key = 'requires'; CREATE TABLE more (x)`,
    );
    for (const mode of ['read', 'write'] as const) {
      const error = expectError('storeInvalid', () => comparisonStores.open(path, mode));
      expect(error.advice).toBe('Open it with Guardrail Lens 3.2.1 or newer.');
    }
    tamper(path, `UPDATE meta SET value = '<script>' WHERE key = 'requires'`);
    const error = expectError('storeInvalid', () => comparisonStores.open(path, 'read'));
    expect(error.advice).toContain('a newer version of Guardrail Lens');
  });

  const next = [
    ...migrations,
    `ALTER TABLE judge ADD COLUMN colour TEXT; CREATE TABLE later (x INTEGER) STRICT`,
  ];

  it.each([
    ['reading', openForReading],
    ['writing', openForWriting],
  ])('brings an older file up to date when it is opened for %s', (_, open) => {
    const path = comparisonFile(2);
    const file = open(path, next);
    expect(file.database.get('PRAGMA user_version')).toMatchObject({ user_version: next.length });
    expect(file.database.all('SELECT id, colour FROM judge')).toMatchObject([{ id: 'rules', colour: null }]);
    file.close();
    expectError('storeInvalid', () => comparisonStores.open(path, 'read'));
  });

  it('takes up a file of version 1: the same rows, and a run that goes on', () => {
    const path = comparisonFile(3);
    const before = comparisonStores.open(path, 'read');
    const rows = before.query(everything).rows;
    before.close();
    // As the first version left it: a side is a path, and every answer is known whole.
    tamper(
      path,
      `ALTER TABLE response DROP COLUMN unknown; DROP TABLE missing; DROP TABLE column_state;
       ALTER TABLE verdict DROP COLUMN withdrawn; DROP TABLE label;
       ALTER TABLE prompt DROP COLUMN task; ALTER TABLE prompt DROP COLUMN history;
       ALTER TABLE prompt DROP COLUMN prefill; DROP TABLE reading; PRAGMA user_version = 1;
       UPDATE meta SET value = json_remove(value, '$.base.kind', '$.tuned.kind') WHERE key = 'spec'`,
    );
    const read = comparisonStores.open(path, 'read');
    expect(read.query(everything).rows).toEqual(rows);
    expect(read.describe().spec).toEqual(spec);
    expect(read.unjudged(judge('new'), 0, 1)).toMatchObject([{ finishReason: 'stop', tokenIds: [1, 2, 3] }]);
    read.close();
    const written = keep(comparisonStores.open(path, 'write'));
    written.addResponse(responseRecord(1, { side: 'control' }));
    expect(written.describe()).toMatchObject({ responses: 7, missingResponses: 0 });
  });

  it('leaves an older file as it was if a step fails', () => {
    const path = comparisonFile(2);
    expectError('storeInvalid', () =>
      openForWriting(path, [...migrations, 'CREATE TABLE later (x); SELECT nonsense']),
    );
    readAll(path);
  });
});

describe('a damaged file', () => {
  it('is refused when its end is missing', () => {
    const path = comparisonFile();
    for (const size of [statSync(path).size - 4096, 40_000, 4096, 1000, 99]) {
      truncateSync(path, size);
      expectError('storeInvalid', () => readAll(path));
    }
  });

  it('gives a clear error or an answer, never a crash, wherever bytes are wrong', () => {
    const path = comparisonFile(20);
    const bytes = readFileSync(path);
    const random = seededRandom(8);
    const damaged = temporary();
    let refused = 0;
    for (let round = 0; round < 150; round++) {
      const copy = Buffer.from(bytes);
      const page = Math.floor(random() * (bytes.length / 4096));
      // A whole page of noise, or a few wrong bytes in its head, where the tree's structure is.
      const [start, length] =
        round % 2 === 0 ? [page * 4096, 4096] : [page * 4096 + Math.floor(random() * 60), 3];
      for (let i = start; i < start + length; i++) copy[i] = Math.floor(random() * 256);
      writeFileSync(damaged, copy);
      try {
        readAll(damaged);
      } catch (error) {
        if (!(error instanceof GuardrailError)) throw error;
        expect(error.code).toBe('storeInvalid');
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(75);
  });

  it.each([
    ['JSON', `UPDATE meta SET value = '{' WHERE key = 'spec'`],
    ['JSON of another shape', `UPDATE meta SET value = '{"base": 1}' WHERE key = 'spec'`],
    [
      'JSON nested without end',
      `UPDATE meta SET value = replace(hex(zeroblob(200000)), '00', '[') WHERE key = 'spec'`,
    ],
    ['status', `UPDATE meta SET value = '"over"' WHERE key = 'status'`],
    ['missing spec', `DELETE FROM meta WHERE key = 'spec'`],
    ['judge', `UPDATE judge SET value = '[]'`],
    ['side', `UPDATE response_state SET side = 'left' WHERE response_id = 2`],
    ['outcome', `UPDATE verdict SET outcome = 'fine'`],
    ['counted outcome', `UPDATE verdict SET outcome = 'fine' WHERE id = 3`],
    ['kind', `UPDATE prompt SET kind = 'neutral'`],
    ['flip', `UPDATE row_state SET flip = 'sideways'`],
    ['finish reason', `UPDATE response SET finish_reason = 'tired'`],
    ['number beyond 2^53', `UPDATE response SET seed = 9223372036854775807`],
    ['token ids', `UPDATE response_tokens SET token_ids = x'010203'`],
    ['missing prompt', `PRAGMA foreign_keys = OFF; DELETE FROM prompt WHERE id = 1`],
  ])('is refused when read: %s', (_, sql) => {
    const path = comparisonFile(3);
    tamper(path, sql);
    expect(expectError('storeInvalid', () => readAll(path)).message).toContain('damaged');
  });

  it('does not walk through gaps of ids', () => {
    const path = comparisonFile(2);
    tamper(path, 'UPDATE response_state SET verdict_id = 4503599627370496 WHERE verdict_id = 4');
    tamper(path, 'UPDATE verdict SET id = 4503599627370496 WHERE id = 4');
    readAll(path);
    tamper(path, 'UPDATE verdict SET id = 9007199254740991 WHERE id = 3');
    expectError('storeInvalid', () => readAll(path));
  });
});

describe('text with markup', () => {
  it('comes back as the text it was', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    const html = `<img src=x onerror="alert('1')">"; DROP TABLE prompt; -- \u202e`;
    store.setPrompts([], [promptRecord(1, { prompt: html, category: html, itemId: html })]);
    store.addResponse(responseRecord(1, { text: html, renderedPrompt: html }));
    const row = store.query({ ...everything, filter: { category: html, text: 'onerror' } }).rows[0];
    expect(row).toMatchObject({ prompt: html, category: html, itemId: html });
    expect(row?.sides.base?.[0]?.answer).toBe(html);
  });
});

const copyIt =
  'storeInvalid Copy it, with the -wal file beside it if there is one, into a folder that can be written to, and open the copy.';

/** Puts something into the log, as a killed writer leaves it. */
function writeLogOf(path: string, folder: string): void {
  chmodSync(folder, 0o755);
  writeFileSync(`${path}-wal`, 'something');
  chmodSync(folder, 0o555);
}

/** Who runs as root may write anywhere: then another user has to try. */
const otherUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe.skipIf(process.platform === 'win32')('a folder that cannot be written to', () => {
  it('can be read from, and says so to a writer', async () => {
    const path = comparisonFile(3);
    const folder = dirname(path);
    const bundle = join(dirname(temporary()), 'reader.mjs');
    const { buildSync } = await import('esbuild');
    const script = `
      import { comparisonStores } from './comparisonStores';
      try {
        const store = comparisonStores.open(process.argv[2], 'read');
        console.log(store.describe().responses);
        store.close();
      } catch (error) { console.log(error.code, error.advice); }
      try { comparisonStores.open(process.argv[2], 'write'); } catch (error) { console.log(error.code); }
      try { comparisonStores.create(process.argv[2] + '2', {}, {}); } catch (error) { console.log(error.code); }`;
    const resolveDir = join(import.meta.dirname, '../../../../src/engine/store');
    const stdin = { contents: script, resolveDir, loader: 'ts' } as const;
    buildSync({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: bundle });
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    chmodSync(dirname(bundle), 0o755);
    const run = (): string => {
      const options = { ...otherUser, cwd: '/', encoding: 'utf8' } as const;
      const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', bundle, path], options);
      return stdout + stderr;
    };
    expect(run()).toBe('6\nstoreWriteFailed\nstoreWriteFailed\n');
    // Left in write-ahead mode, as by another tool: SQLite itself would want to write beside it.
    chmodSync(folder, 0o755);
    chmodSync(path, 0o644);
    tamper(path, 'PRAGMA journal_mode = WAL');
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const refused = 'storeWriteFailed\nstoreWriteFailed\n';
    expect([`6\n${refused}`, `${copyIt}\n${refused}`]).toContain(run());
    writeLogOf(path, folder);
    expect(run()).toBe(`${copyIt}\n${refused}`);
    chmodSync(path, 0o000);
    expect(run()).toContain('storeInvalid Check that the file is there, that you may read it');
    chmodSync(folder, 0o755);
  });
});
