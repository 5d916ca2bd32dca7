import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hubAccess, hubCacheFolder, hubSettings } from '../../../../src/engine/hub/hubAccess';
import { searchModels } from '../../../../src/engine/hub/hubApi';
import { fakeServer } from '../../../support/fakeServer';
import { scratchFolder } from '../../../support/scratch';
import { asking, tiny } from './hubFixtures';

const scratch = scratchFolder();
let folders = 0;
const newCache = (): string => join(scratch, `cache-${folders++}`);

beforeEach(() => {
  for (const name of [
    'HF_ENDPOINT',
    'HF_TOKEN',
    'HF_HOME',
    'HF_HUB_CACHE',
    'HUGGINGFACE_HUB_CACHE',
    'HF_HUB_OFFLINE',
    'TRANSFORMERS_OFFLINE',
    'XDG_CACHE_HOME',
  ])
    vi.stubEnv(name, '');
  vi.stubEnv('GLENS_ENDPOINTS_FILE', join(scratch, 'none.json'));
});
afterEach(() => vi.unstubAllEnvs());

describe('how the hub is reached', () => {
  it('is by its public address and without a token unless the user says otherwise', async () => {
    expect(await hubAccess({})).toMatchObject({ endpoint: 'https://huggingface.co', key: null });
    vi.stubEnv('HF_ENDPOINT', 'https://mirror.example/hub/');
    vi.stubEnv('HF_TOKEN', ' hf_secret ');
    expect(await hubAccess({})).toMatchObject({ endpoint: 'https://mirror.example/hub', key: 'hf_secret' });
    expect(await hubAccess({ 'https://mirror.example': 'hf_kept' })).toMatchObject({ key: 'hf_kept' });
    // A token that was kept for the hub does not go to a mirror.
    expect(await hubAccess({ 'https://huggingface.co': 'hf_kept' })).toMatchObject({ key: 'hf_secret' });
  });

  it('sends no token unencrypted to another machine', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://mirror.example');
    expect(await hubAccess({})).toMatchObject({ endpoint: 'http://mirror.example' });
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    await expect(hubAccess({})).rejects.toThrow('would be sent unencrypted');
  });

  it('is not at all where the user is offline', async () => {
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    await expect(hubAccess({})).rejects.toMatchObject({ code: 'hubFailed' });
    expect(await hubSettings({})).toMatchObject({ offline: true, hasToken: false });
  });

  it("has Python's cache folder", () => {
    expect(hubCacheFolder()).toBe(join(homedir(), '.cache', 'huggingface', 'hub'));
    vi.stubEnv('XDG_CACHE_HOME', join(scratch, 'xdg'));
    expect(hubCacheFolder()).toBe(join(scratch, 'xdg', 'huggingface', 'hub'));
    vi.stubEnv('HF_HOME', join('~', 'hf'));
    expect(hubCacheFolder()).toBe(join(homedir(), 'hf', 'hub'));
    vi.stubEnv('HF_HUB_CACHE', join(scratch, 'own'));
    expect(hubCacheFolder()).toBe(join(scratch, 'own'));
  });
});

describe('the token', () => {
  const gated = { ...tiny, gated: true };

  it('goes to the hub and to no other host', async () => {
    const { download, hub } = await asking(newCache(), [gated], { key: 'hf_fakeTokenForTestsOnly' });
    await download('hf:tiny-org/Tiny-Chat');
    const hosts = new Map(hub.seen.map(({ host, authorization }) => [host, authorization]));
    expect(hosts).toEqual(
      new Map([
        ['hub', `Bearer ${hub.token}`],
        ['storage', undefined],
      ]),
    );
  });

  it('goes nowhere by the link to a further page', async () => {
    const elsewhere = await fakeServer((response) => response.end('[]'));
    const { plan, hub } = await asking(newCache(), [gated], { key: 'hf_fakeTokenForTestsOnly' });
    hub.troubles.nextPage = `${elsewhere.url}/steal`;
    await expect(plan('hf:tiny-org/Tiny-Chat')).rejects.toThrow('cannot be read');
    expect(elsewhere.seen).toEqual([]);
  });

  it('missing or not let in, is said with the page where the terms are accepted', async () => {
    const without = await asking(newCache(), [gated]);
    expect((await without.plan('hf:tiny-org/Tiny-Chat')).plan.gated).toBe(true);
    await expect(without.download('hf:tiny-org/Tiny-Chat')).rejects.toMatchObject({
      code: 'hubFailed',
      message: expect.stringMatching(/Tiny-Chat is gated \(HTTP 401\).*restricted/u) as string,
      advice: expect.stringContaining(`${without.hub.url}/tiny-org/Tiny-Chat`) as string,
    });
    const stranger = await asking(newCache(), [gated], { key: 'hf_another_account' });
    await expect(stranger.download('hf:tiny-org/Tiny-Chat')).rejects.toThrow(/is gated \(HTTP 403\)/u);
  });

  it('shows a private repository to who may see it', async () => {
    const hidden = { ...tiny, private: true };
    await expect((await asking(newCache(), [hidden])).plan('hf:tiny-org/Tiny-Chat')).rejects.toThrow(
      /there is none, or it is private/u,
    );
    const { plan } = await asking(newCache(), [hidden], { key: 'hf_fakeTokenForTestsOnly' });
    await plan('hf:tiny-org/Tiny-Chat');
  });
});

describe('a busy hub', () => {
  it('is waited for as long as it asks', async () => {
    const { download, hub, progress } = await asking(newCache());
    hub.troubles.busy = { times: 1, status: 429, retryAfter: '1' };
    await download('hf:tiny-org/Tiny-Chat');
    expect(progress.find(({ phase }) => phase === 'waiting')?.note).toMatch(/HTTP 429\. Next try in 1 s\./u);
  });

  it('is not waited for longer than that is worth', async () => {
    const { download, hub } = await asking(newCache());
    hub.troubles.busy = { times: 1, status: 429, retryAfter: '3600' };
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toMatchObject({
      message: expect.stringContaining('HTTP 429') as string,
      advice: expect.stringContaining('Wait 3600 s') as string,
    });
  });

  it('is tried again after 503, and given up with what it says', async () => {
    const { download, hub } = await asking(newCache());
    hub.troubles.busy = { times: 2, status: 503, retryAfter: null };
    await download('hf:tiny-org/Tiny-Chat');
    const down = await asking(newCache());
    down.hub.troubles.busy = { times: 99, status: 503, retryAfter: null };
    await expect(down.download('hf:tiny-org/Tiny-Chat')).rejects.toThrow(/HTTP 503\. \(tried 4 times\)/u);
  });

  it('that says nothing is given up', async () => {
    const silent = await fakeServer(() => undefined);
    const call = {
      access: { endpoint: silent.url, key: null, cacheFolder: newCache() },
      patience: { attempts: 2, backoff: 1, longestWait: 10, silence: 50 },
    };
    await expect(searchModels('x', 5, call)).rejects.toThrow(/says nothing for 0\.05 s.*tried 2 times/u);
    expect(silent.seen).toHaveLength(2);
  });

  it('that is not there is said', async () => {
    const gone = await fakeServer(() => undefined);
    await gone.close();
    const call = {
      access: { endpoint: gone.url, key: null, cacheFolder: newCache() },
      patience: { attempts: 1, backoff: 1, longestWait: 10, silence: 500 },
    };
    await expect(searchModels('x', 5, call)).rejects.toThrow(/connection to 127\.0\.0\.1:\d+ failed/u);
  });
});

describe('a redirect', () => {
  it.each([
    ['to a local file', 'file:///etc'],
    ['with a password', 'http://user:word@127.0.0.1:1'],
  ])('%s is not followed', async (_, redirectTo) => {
    const { download, hub } = await asking(newCache());
    hub.troubles.redirectTo = redirectTo;
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('is not followed');
  });

  it('without end is given up', async () => {
    const { download, hub } = await asking(newCache());
    const circle = await fakeServer((response) => response.writeHead(302, { location: circle.url }).end());
    hub.troubles.redirectTo = circle.url;
    await expect(download('hf:tiny-org/Tiny-Chat')).rejects.toThrow('redirected more than 5 times');
  });
});

describe('a search', () => {
  it('gives what a person chooses by', async () => {
    const { call } = await asking(newCache(), [tiny, { ...tiny, name: 'other/Else', gated: true }]);
    expect(await searchModels('Tiny', 10, call)).toEqual([
      {
        repository: 'tiny-org/Tiny-Chat',
        gated: false,
        downloads: 1234,
        likes: 5,
        task: 'text-generation',
        parameters: 135_000_000,
        updated: '2025-05-01T12:00:00.000Z',
      },
    ]);
  });

  it('of what is no hub is an error that says so', async () => {
    const page = await fakeServer((response) => response.end('<html>'));
    const call = { access: { endpoint: page.url, key: null, cacheFolder: newCache() } };
    await expect(searchModels('x', 5, call)).rejects.toThrow('cannot be read');
  });
});
