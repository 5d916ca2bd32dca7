// Several servers of one model: questions shared, those of a dead one taken by the others, one bound on all.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openEndpoint } from '../../../../../src/engine/respondents/endpoint/openEndpoint';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import { fakeServer, lastMessage, sendChat, sendJson, type FakeServer } from '../../../../support/fakeServer';
import { collect } from '../collect';
import { noKey } from './noKey';

function open(
  [first, ...others]: readonly Pick<FakeServer, 'url'>[],
  keyFor: (url: string) => Promise<string | null> = noKey,
): Promise<Respondent> {
  return openEndpoint(
    { kind: 'endpoint', url: first?.url ?? '', replicas: others.map(({ url }) => url), model: 'm' },
    { keyFor, limits: { backoff: 1, timeout: 5000 } },
  );
}

/** Says what it was asked, after a moment. */
function echoing(milliseconds = 2): Promise<FakeServer> {
  return fakeServer((response, seen) => {
    void sleep(milliseconds).then(() => sendChat(response, `echo ${lastMessage(seen)}`));
  });
}

/** A server that was there: its port is closed. */
async function gone(): Promise<FakeServer> {
  const server = await echoing();
  await server.close();
  return server;
}

const questions = Array.from({ length: 60 }, (_, index) => `question ${index}`);
const expected = new Map(questions.map((question, index) => [index, `echo ${question}`]));

describe('replicas', () => {
  it('answer every question once, each about as many', async () => {
    const servers = await Promise.all([echoing(), echoing(), echoing()]);
    const { answers, missing } = await collect(await open(servers), questions, { batchSize: 6 });
    expect(missing.size).toBe(0);
    expect(new Map([...answers].map(([id, { text }]) => [id, text]))).toEqual(expected);
    for (const { seen } of servers) expect(seen.length).toBeGreaterThan(12);
  });

  it('are asked within one bound together, and a slow one gets less', async () => {
    let underWay = 0;
    let most = 0;
    const counting = (ready: () => Promise<unknown>): Promise<FakeServer> =>
      fakeServer((response) => {
        underWay++;
        most = Math.max(most, underWay);
        void ready().then(() => {
          underWay--;
          sendChat(response, 'yes');
        });
      });
    let fastEnded = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const fast = await counting(async () => {
      await sleep(2);
      if (++fastEnded === 40) release();
    });
    const slow = await counting(() => released);
    await collect(await open([fast, slow]), questions, { batchSize: 4 });
    expect(most).toBe(4);
    expect(slow.seen.length).toBeGreaterThanOrEqual(2);
    expect(fast.seen.length).toBeGreaterThanOrEqual(40);
  });

  it('lose nothing when one dies in the middle', async () => {
    const servers = await Promise.all([echoing(), echoing()]);
    const dying: FakeServer = await fakeServer((response, seen, index) => {
      if (index < 5) sendChat(response, `echo ${lastMessage(seen)}`);
      else void dying.close();
    });
    const { answers, missing } = await collect(await open([dying, ...servers]), questions, { batchSize: 6 });
    expect(missing.size).toBe(0);
    expect(new Map([...answers].map(([id, { text }]) => [id, text]))).toEqual(expected);
  });

  it('may be lost at the beginning, but not all', async () => {
    const alive = await fakeServer((response, { method }) =>
      method === 'GET'
        ? sendJson(response, 200, { data: [{ id: 'm', max_model_len: 4096 }] })
        : sendChat(response, 'yes'),
    );
    const respondent = await open([await gone(), alive]);
    expect(await respondent.facts()).toMatchObject({ name: 'm', contextLength: 4096 });
    const { answers } = await collect(respondent, ['a', 'b', 'c']);
    expect(answers.size).toBe(3);

    const none = await open([await gone(), await gone()]);
    await expect(none.facts()).rejects.toMatchObject({ code: 'endpointFailed' });
    const lost = await collect(none, ['a']);
    expect(lost.missing.get(0)).toMatch(/connection failed/u);
  });

  it('have to offer the same model; the shortest context counts', async () => {
    const offering = (more: object): Promise<FakeServer> =>
      fakeServer((response) => sendJson(response, 200, { data: [{ id: 'm', ...more }] }));
    const long = await offering({ max_model_len: 8192, parent: 'base' });
    const short = await offering({ max_model_len: 2048, parent: 'base' });
    expect(await (await open([long, short])).facts()).toMatchObject({ contextLength: 2048, parent: 'base' });
    const over = await offering({ max_model_len: 8192, parent: 'another' });
    await expect((await open([long, over])).facts()).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('not offer the same model') as string,
    });
    const other = await fakeServer((response) => sendJson(response, 200, { data: [{ id: 'mm' }] }));
    await expect((await open([long, other])).facts()).rejects.toMatchObject({
      advice: 'Did you mean "mm"?',
    });
  });

  it('load an adapter everywhere, and unload it where they did', async () => {
    const loading = (already: boolean): Promise<FakeServer> =>
      fakeServer((response, { url }) => {
        if (!url.endsWith('load_lora_adapter')) sendChat(response, 'yes');
        else if (already && url.endsWith('/load_lora_adapter'))
          sendJson(response, 400, { error: { message: 'has already been loaded' } });
        else response.writeHead(200).end('Success');
      });
    const [fresh, had] = [await loading(false), await loading(true)];
    const respondent = await openEndpoint(
      { kind: 'endpoint', url: fresh.url, replicas: [had.url], model: 'm', adapter: '/on/the/server' },
      { keyFor: noKey, limits: { backoff: 1 } },
    );
    await collect(respondent, ['a', 'b']);
    await respondent.dispose();
    const unloads = ({ seen }: FakeServer): number =>
      seen.filter(({ url }) => url.endsWith('unload_lora_adapter')).length;
    expect([unloads(fresh), unloads(had)]).toEqual([1, 0]);
    for (const { seen } of [fresh, had]) expect(seen[0]?.url).toBe('/v1/load_lora_adapter');
  });

  it('each get the key of their own host alone', async () => {
    const servers = await Promise.all([echoing(), echoing()]);
    const respondent = await open(servers, (url) =>
      Promise.resolve(url === servers[1].url ? 'sk-of-the-second-one' : null),
    );
    await collect(respondent, questions.slice(0, 8));
    expect(new Set(servers[0].seen.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
    expect(new Set(servers[1].seen.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer sk-of-the-second-one']),
    );
  });

  it('are at most 64', async () => {
    const many = Array.from({ length: 65 }, (_, index) => ({ url: `http://127.0.0.1:${index + 1}/v1` }));
    await expect(open(many)).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});
