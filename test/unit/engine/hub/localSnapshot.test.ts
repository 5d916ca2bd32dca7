import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { localPath } from '../../../../src/engine/hub/localSnapshot';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { scratchFolder } from '../../../support/scratch';
import { asking, mainCommit, tinyFolder } from './hubFixtures';

const cache = join(scratchFolder(), 'hub');
afterEach(() => vi.unstubAllEnvs());

it('finds what was downloaded, by branch and by commit, and says how to get what was not', async () => {
  vi.stubEnv('HF_HUB_CACHE', cache);
  const { download, hub } = await asking(cache);
  expect(() => localPath('hf:tiny-org/Tiny-Chat')).toThrow(
    expect.objectContaining({
      code: 'checkpointNotFound',
      advice: expect.stringContaining('guardrail-lens download hf:tiny-org/Tiny-Chat') as string,
    }) as Error,
  );
  await download('hf:tiny-org/Tiny-Chat');
  const asked = hub.seen.length;
  const snapshot = join(tinyFolder(cache), 'snapshots', mainCommit);
  expect(localPath('hf:tiny-org/Tiny-Chat')).toBe(snapshot);
  expect(localPath('hf:tiny-org/Tiny-Chat@main')).toBe(snapshot);
  expect(localPath(`hf:tiny-org/Tiny-Chat@${mainCommit}:config.json`)).toBe(join(snapshot, 'config.json'));
  expect(() => localPath('hf:tiny-org/Tiny-Chat@v1.0')).toThrow('is not on this machine');
  expect(localPath('/some/folder')).toBe('/some/folder');
  expect(hub.seen).toHaveLength(asked);
});

it('opening a checkpoint by a reference asks no one', async () => {
  vi.stubEnv('HF_HUB_CACHE', join(cache, 'empty'));
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
  await expect(
    openCheckpoint({ path: 'hf:tiny-org/Tiny-Chat' }, { cacheFolder: cache, scratchFolder: cache }),
  ).rejects.toMatchObject({ code: 'checkpointNotFound' });
  // What a comparison names, and somebody removed.
  const path = join(tinyFolder(join(cache, 'empty')), 'snapshots', mainCommit);
  await expect(openCheckpoint({ path }, { cacheFolder: cache, scratchFolder: cache })).rejects.toMatchObject({
    advice: expect.stringContaining(`download hf:tiny-org/Tiny-Chat@${mainCommit}`) as string,
  });
});
