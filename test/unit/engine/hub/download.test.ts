import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadFile, partPath } from '../../../../src/engine/hub/downloadFile';
import { acquireWriteLock } from '../../../../src/engine/store/writeLock';
import { linkBlob } from '../../../../src/engine/hub/hubCache';
import { gitHash } from '../../../workbench/hubServer';
import { scratchFolder } from '../../../support/scratch';
import { asking, config, mainCommit, tiny, tinyFolder, weights } from './hubFixtures';

const scratch = scratchFolder();
let folders = 0;
const newCache = (): string => join(scratch, `cache-${folders++}`);

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const weightsId = sha256(weights);

describe('a plan', () => {
  it('pins the revision and counts what a checkpoint needs, before anything is downloaded', async () => {
    const cache = newCache();
    const { plan, hub } = await asking(cache);
    const planned = await plan('hf:tiny-org/Tiny-Chat');
    expect(planned.plan.commit).toBe(mainCommit);
    expect(planned.plan.files.map(({ path }) => path)).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    expect(planned.plan.bytes).toBe(weights.length + config.length + '# Tiny'.length + 2);
    expect(planned.plan.missingBytes).toBe(planned.plan.bytes);
    expect(planned.plan).toMatchObject({ gated: false, licence: 'apache-2.0' });
    expect(hub.seen.every(({ url }) => url.startsWith('/api/'))).toBe(true);
    expect(existsSync(cache)).toBe(false);
  });

  it('takes a branch and a commit', async () => {
    const { plan } = await asking(newCache());
    const branch = await plan('hf:tiny-org/Tiny-Chat@v1.0');
    expect(branch.plan.commit).not.toBe(mainCommit);
    const pinned = await plan(`hf:tiny-org/Tiny-Chat@${branch.plan.commit}`);
    expect(pinned.plan.commit).toBe(branch.plan.commit);
  });

  it.each([
    ['hf:tiny-org/Missing', /shows no tiny-org\/Missing \(HTTP 401\)/u],
    ['hf:tiny-org/Tiny-Chat@nowhere', /no such revision \(HTTP 404\)/u],
    ['hf:tiny-org/Tiny-Chat:other.gguf', /has no other\.gguf/u],
  ])('says what is wrong with %s', async (text, message) => {
    const { plan } = await asking(newCache());
    await expect(plan(text)).rejects.toThrow(message);
  });

  it('lists the GGUF files of a repository that has several', async () => {
    const gguf = {
      name: 'tiny-org/Tiny-GGUF',
      files: { 'tiny-q4.gguf': 'a', 'tiny-q8-00001-of-00002.gguf': 'b', 'tiny-q8-00002-of-00002.gguf': 'c' },
    };
    const { plan } = await asking(newCache(), [gguf]);
    await expect(plan('hf:tiny-org/Tiny-GGUF')).rejects.toMatchObject({
      code: 'hubFailed',
      message: expect.stringContaining('has 2 GGUF files') as string,
      advice: expect.stringContaining('Write hf:tiny-org/Tiny-GGUF:tiny-q4.gguf') as string,
    });
    const parts = await plan('hf:tiny-org/Tiny-GGUF:tiny-q8-00001-of-00002.gguf');
    expect(parts.plan.files).toHaveLength(2);
    expect(parts.plan.target).toMatch(/tiny-q8-00001-of-00002\.gguf$/u);
  });

  it('takes no pickle', async () => {
    const pickled = { name: 'tiny-org/Pickled', files: { 'config.json': '{}', 'pytorch_model.bin': 'x' } };
    const { plan } = await asking(newCache(), [pickled]);
    await expect(plan('hf:tiny-org/Pickled')).rejects.toMatchObject({ code: 'checkpointUnsupported' });
  });

  it('passes over files whose names lead elsewhere', async () => {
    const hostile = {
      name: 'tiny-org/Hostile',
      files: { '../../escaped.json': '{}', 'a\\b.json': '{}', 'nul.json': '{}', 'model.safetensors': 'w' },
    };
    const { plan } = await asking(newCache(), [hostile]);
    expect((await plan('hf:tiny-org/Hostile')).files.map(({ path }) => path)).toEqual(['model.safetensors']);
  });
});

describe('a download', () => {
  it("lies in the cache as Python's: blobs by hash, linked from the commit, the branch remembered", async () => {
    const cache = newCache();
    const { download, hub, progress } = await asking(cache);
    const done = await download('hf:tiny-org/Tiny-Chat');
    const folder = tinyFolder(cache);
    expect(done).toEqual({
      path: join(folder, 'snapshots', mainCommit),
      commit: mainCommit,
      bytes: weights.length + config.length + '# Tiny'.length + 2,
    });
    expect(readFileSync(join(done.path, 'model.safetensors')).equals(weights)).toBe(true);
    expect(lstatSync(join(done.path, 'model.safetensors')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(mainCommit);
    expect(readdirSync(join(folder, 'blobs')).sort()).toEqual(
      [weightsId, gitHash(config), gitHash('# Tiny'), gitHash('{}')].sort(),
    );
    expect(progress.at(-1)).toMatchObject({ done: done.bytes, total: done.bytes });
    const asked = hub.seen.length;
    // Again: nothing is transferred a second time.
    await download('hf:tiny-org/Tiny-Chat');
    expect(hub.seen.slice(asked).every(({ url }) => url.startsWith('/api/'))).toBe(true);
  });

  it('goes on where a broken transfer ended', async () => {
    const { download, hub, waits } = await asking(newCache());
    hub.troubles.truncated = { times: 2, after: 30_000 };
    const { path } = await download('hf:tiny-org/Tiny-Chat');
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
    const ranges = hub.seen.filter(({ host }) => host === 'storage').map(({ range }) => range);
    expect(ranges).toEqual([undefined, 'bytes=30000-', 'bytes=60000-']);
    expect(waits).toEqual([]);
  });

  it('goes on in a later call, too, and with another process of it', async () => {
    const cache = newCache();
    const { download, hub } = await asking(cache, [tiny], { patience: { attempts: 1 } });
    hub.troubles.truncated = { times: 1, after: 40_000 };
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toMatchObject({
      code: 'hubFailed',
      message: expect.stringContaining('broke off at 40 kB of 100 kB') as string,
    });
    const { path } = await download('hf:tiny-org/Tiny-Chat');
    expect(hub.seen.at(-2)).toMatchObject({ host: 'storage', range: 'bytes=40000-' });
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
  });

  it('begins anew where the storage knows no ranges', async () => {
    const { download, hub } = await asking(newCache());
    hub.troubles.truncated = { times: 1, after: 30_000 };
    hub.troubles.noRanges = true;
    const { path } = await download('hf:tiny-org/Tiny-Chat');
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
  });

  it('keeps nothing whose hash is another', async () => {
    const cache = newCache();
    const { download, hub } = await asking(cache);
    hub.troubles.wrongContent = Buffer.alloc(weights.length, 'x');
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow(
      /its SHA-256 is .*, not .*It was not kept/u,
    );
    expect(
      readdirSync(join(tinyFolder(cache), 'blobs')).filter((name) => name.startsWith(weightsId)),
    ).toEqual([]);
    expect(existsSync(join(tinyFolder(cache), 'snapshots', mainCommit, 'model.safetensors'))).toBe(false);
    hub.troubles.wrongContent = null;
    await download('hf:tiny-org/Tiny-Chat');
  });

  it('keeps nothing where the file was changed while a transfer was broken off', async () => {
    const cache = newCache();
    const { download, hub } = await asking(cache, [tiny], { patience: { attempts: 1 } });
    hub.troubles.truncated = { times: 1, after: 40_000 };
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('broke off');
    // Of the same length: only the hash can tell.
    hub.troubles.wrongContent = Buffer.alloc(weights.length, 'x');
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('It was not kept');
    // Of another: the range says so.
    hub.troubles.wrongContent = null;
    hub.troubles.truncated = { times: 1, after: 40_000 };
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('broke off');
    hub.troubles.wrongContent = Buffer.alloc(weights.length + 5, 'x');
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('was changed on the hub');
    expect(existsSync(join(tinyFolder(cache), 'blobs', weightsId))).toBe(false);
  });

  it('says that a file was replaced since the plan was made', async () => {
    const cache = newCache();
    const { hub } = await asking(cache);
    const target = join(cache, 'config.json');
    await expect(
      downloadFile({
        url: new URL(`${hub.url}/tiny-org/Tiny-Chat/resolve/${mainCommit}/config.json`),
        target,
        oid: gitHash('another'),
        bytes: config.length,
        commit: mainCommit,
        request: { subject: { name: 'config.json', page: hub.url }, keyOrigin: hub.url, key: null },
      }),
    ).rejects.toThrow('was changed on the hub');
    expect(existsSync(target)).toBe(false);
  });

  it('goes on from nothing where what is left of an earlier try is too long', async () => {
    const cache = newCache();
    const blobs = join(tinyFolder(cache), 'blobs');
    mkdirSync(blobs, { recursive: true });
    writeFileSync(partPath(join(blobs, weightsId)), Buffer.alloc(weights.length + 1));
    const { download } = await asking(cache);
    const { path } = await download('hf:tiny-org/Tiny-Chat');
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
  });

  it('says that the disk is full, keeps what is written and goes on from there', async () => {
    const cache = newCache();
    const { hub } = await asking(cache);
    const target = join(cache, 'blob');
    const download = {
      url: new URL(`${hub.url}/tiny-org/Tiny-Chat/resolve/${mainCommit}/model.safetensors`),
      target,
      oid: weightsId,
      bytes: weights.length,
      commit: mainCommit,
      request: {
        subject: { name: 'model.safetensors', page: hub.url },
        keyOrigin: hub.url,
        key: null,
        patience: { attempts: 4, backoff: 1, longestWait: 2000, silence: 2000 },
      },
    };
    // The transfer brings 50,000 bytes; a disk with room for these alone takes no more.
    hub.troubles.truncated = { times: 1, after: 50_000 };
    let room = 50_000;
    const full = async (...args: Parameters<typeof open>): Promise<Awaited<ReturnType<typeof open>>> => {
      const handle = await open(...args);
      const write = handle.writeFile.bind(handle);
      handle.writeFile = async (data) => {
        room -= (data as Uint8Array).byteLength;
        if (room < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        await write(data);
      };
      return handle;
    };
    await expect(downloadFile({ ...download, openFile: full })).rejects.toMatchObject({
      code: 'storeWriteFailed',
      message: expect.stringContaining('The disk is full') as string,
    });
    const before = hub.seen.length;
    await downloadFile(download);
    expect(hub.seen.slice(before).find(({ host }) => host === 'storage')?.range).toBe('bytes=50000-');
    expect(readFileSync(target).equals(weights)).toBe(true);
  });

  it('of a file that another process downloads is an error that says to wait', async () => {
    const cache = newCache();
    const { download } = await asking(cache);
    const blobs = join(tinyFolder(cache), 'blobs');
    mkdirSync(blobs, { recursive: true });
    const lock = acquireWriteLock(join(blobs, weightsId));
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toMatchObject({ code: 'storeBusy' });
    lock.release();
    await download('hf:tiny-org/Tiny-Chat');
    expect(readdirSync(blobs).filter((name) => name.length !== 40 && name.length !== 64)).toEqual([]);
  });

  it('can be cancelled, and what was there stays', async () => {
    const cache = newCache();
    const { download, hub } = await asking(cache, [tiny], { patience: { backoff: 60_000, attempts: 9 } });
    hub.troubles.truncated = { times: 1, after: 40_000 };
    const abort = new AbortController();
    const running = download('hf:tiny-org/Tiny-Chat', abort.signal);
    await expect.poll(() => hub.seen.some(({ host }) => host === 'storage')).toBe(true);
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    hub.troubles.truncated = { times: 0, after: 0 };
    await download('hf:tiny-org/Tiny-Chat');
  });

  it('becomes a hard link or a copy where no symbolic link can be made', async () => {
    const cache = newCache();
    const folder = tinyFolder(cache);
    const content = 'content';
    const file = { path: 'sub/config.json', bytes: content.length, oid: gitHash(content) };
    mkdirSync(join(folder, 'blobs'), { recursive: true });
    writeFileSync(join(folder, 'blobs', file.oid), content);
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
    const at = (commit: string): string => join(folder, 'snapshots', commit, 'sub', 'config.json');
    await linkBlob(folder, 'copied', file, { symlink: refuse, link: refuse });
    expect(readFileSync(at('copied'), 'utf8')).toBe(content);
    expect(lstatSync(at('copied'))).toMatchObject({ nlink: 1 });
    expect(lstatSync(at('copied')).isSymbolicLink()).toBe(false);
  });
});
