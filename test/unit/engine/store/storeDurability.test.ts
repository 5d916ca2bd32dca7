import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { openForWriting } from '../../../../src/engine/store/openDatabase';
import { insertResponse } from '../../../../src/engine/store/responses';
import { expectError, useTemporaryStores } from './storeFixtures';
import { judge, promptRecord, responseRecord, spec } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();

/** Bundles a script beside the comparison; its path. */
function bundled(path: string, script: string): string {
  const bundle = join(dirname(path), `${script}.mjs`);
  const entry = fileURLToPath(new URL(`${script}.ts`, import.meta.url));
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile: bundle });
  return bundle;
}

/** Starts the writer and waits until it has said that `responses` responses are saved. */
async function startWriter(
  path: string,
  responses: number,
): Promise<{ child: ChildProcess; printed: () => string }> {
  const child = spawn(process.execPath, ['--no-warnings', bundled(path, 'killedWriter'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  while (printed.split('\n').length <= responses) {
    await setTimeout(5);
    if (child.exitCode !== null) throw new Error(`The writer ended with ${child.exitCode}.`);
  }
  return { child, printed: () => printed };
}

describe('a killed writer', () => {
  it('loses no response that was saved, leaves no lock, and the run goes on', async () => {
    const path = temporary();
    const { child, printed } = await startWriter(path, 300);
    const busy = expectError('storeBusy', () => comparisonStores.open(path, 'write'));
    expect(busy.message).toContain(`process ${child.pid ?? 0} on `);
    const reader = comparisonStores.open(path, 'read');
    expect(reader.describe().responses).toBeGreaterThanOrEqual(300);
    // Who runs it is known while it does; looking takes nothing from it.
    expect(reader.describe().runBy).toMatch(new RegExp(`^process ${child.pid ?? 0} on .* since \\d{4}-`));
    expect(child.exitCode).toBeNull();
    reader.close();

    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    const saved = printed().trim().split('\n').length;
    expect(existsSync(`${path}-wal`)).toBe(true);

    // Reading works before any writer has tidied up, and again afterwards.
    const killed = keep(comparisonStores.open(path, 'read'));
    const { responses, status } = killed.describe();
    expect(responses).toBeGreaterThanOrEqual(saved);
    // At most the response in flight is there without having been reported.
    expect(responses).toBeLessThanOrEqual(saved + 1);
    expect(status).toBe('running');
    expect(killed.describe().runBy).toBeUndefined();
    expect(killed.unjudged(judge('rules'), 0, 10).length).toBeLessThanOrEqual(1);
    killed.close();

    const resumed = keep(comparisonStores.open(path, 'write'));
    const finished = resumed.finished('base').size + resumed.finished('tuned').size;
    expect(finished).toBe(responses);
    resumed.addResponse(responseRecord(5000));
    const search = { text: 'word', flips: 'lost' } as const;
    const page = resumed.query({ filter: search, sort: 'runOrder', descending: true, offset: 0, limit: 1 });
    expect(page.total).toBeGreaterThanOrEqual(Math.floor(saved / 2));
    resumed.close();
    rmSync(join(dirname(path), 'killedWriter.mjs'));
    expect(readdirSync(dirname(path))).toEqual(['test.glens']);
  });
});

describe('a killed creation', () => {
  it('leaves nothing under the name of the comparison, and nothing for the next one to stumble over', () => {
    const path = temporary();
    const { signal } = spawnSync(process.execPath, ['--no-warnings', bundled(path, 'killedCreation'), path]);
    expect(signal).toBe('SIGKILL');
    expect(existsSync(path)).toBe(false);
    // A journal of another file must not be applied to the next one.
    writeFileSync(`${path}.new-journal`, 'of a creation that is gone');
    keep(comparisonStores.create(path, spec, {}));
    expect(readdirSync(dirname(path)).filter((name) => name.includes('.new'))).toEqual([]);
  });
});

describe('one writer at a time', () => {
  it('within a process too, with readers beside it', () => {
    const path = temporary();
    const writer = keep(comparisonStores.create(path, spec, {}));
    expectError('storeBusy', () => comparisonStores.open(path, 'write'));
    expectError('storeBusy', () => comparisonStores.create(path, spec, {}));
    const reader = keep(comparisonStores.open(path, 'read'));
    writer.setPrompts([], [promptRecord(1)]);
    writer.addResponse(responseRecord(1));
    expect(reader.describe()).toMatchObject({ prompts: 1, responses: 1 });
    expectError('storeWriteFailed', () => reader.addResponse(responseRecord(1)));
    expectError('storeWriteFailed', () => reader.setStatus('failed'));
    // A reader that stays does not keep the writer from ending.
    writer.close();
    writer.close();
    expect(reader.describe()).toMatchObject({ prompts: 1, responses: 1 });
    const next = keep(comparisonStores.open(path, 'write'));
    next.addResponse(responseRecord(1, { side: 'tuned' }));
    expect(reader.describe().responses).toBe(2);
    next.close();
    expect(readdirSync(dirname(path)).length).toBeGreaterThan(1);
    reader.close();
    expect(readdirSync(dirname(path))).toEqual(['test.glens']);
  });

  it('gives a snapshot to who reads while another writes', () => {
    const path = temporary();
    const writer = keep(comparisonStores.create(path, spec, {}));
    const reader = keep(comparisonStores.open(path, 'read'));
    writer.inOneWrite(() => {
      writer.setPrompts([], [promptRecord(1)]);
      expect(reader.describe().prompts).toBe(0);
    });
    expect(reader.describe().prompts).toBe(1);
  });
});

describe('a disk that fails', () => {
  it('says that it is full and keeps what was saved', () => {
    const path = temporary();
    const store = keep(comparisonStores.create(path, spec, {}));
    store.setPrompts(
      [],
      Array.from({ length: 400 }, (_, i) => promptRecord(i + 1)),
    );
    store.close();
    const file = openForWriting(path);
    const pages = statSync(path).size / 4096;
    file.database.exec(`PRAGMA max_page_count = ${pages + 40}`);
    let saved = 0;
    const error = expectError('storeWriteFailed', () => {
      for (let id = 1; id <= 400; id++) {
        const response = responseRecord(id, { text: 'word '.repeat(300) });
        file.database.write(() => insertResponse(file.database, response, 0, '2030-01-01T00:00:00.000Z'));
        saved++;
      }
    });
    expect(error.message).toContain('Nothing already saved is lost');
    expect(saved).toBeGreaterThan(10);
    // The connection is still good for reading, and for writing when there is room again.
    file.database.exec('PRAGMA max_page_count = 100000');
    const next = responseRecord(saved + 1);
    file.database.write(() => insertResponse(file.database, next, 0, '2030-01-01T00:00:00.000Z'));
    file.close();
    const again = keep(comparisonStores.open(path, 'read'));
    expect(again.describe().responses).toBe(saved + 1);
  });

  it.skipIf(process.platform === 'win32').each(['deleted', 'replaced'])(
    'notices that the file was %s while it was open',
    (how) => {
      const path = temporary();
      const store = keep(comparisonStores.create(path, spec, {}));
      store.setPrompts([], [promptRecord(1)]);
      if (how === 'deleted') rmSync(path);
      else {
        copyFileSync(path, `${path}.copy`);
        renameSync(`${path}.copy`, path);
      }
      const error = expectError('storeWriteFailed', () => store.addResponse(responseRecord(1)));
      expect(error.message).toContain('moved, deleted or replaced');
      store.close();
    },
  );

  it('says which folder is missing', () => {
    const path = join(dirname(temporary()), 'nowhere', 'x.glens');
    expect(expectError('storeWriteFailed', () => comparisonStores.create(path, spec, {})).message).toContain(
      'nowhere',
    );
  });
});
