import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { HttpClient, type HttpClientOptions, type Outcome } from '../../../../src/engine/network/httpClient';
import { fakeServer, sendJson, type FakeServer } from '../../../support/fakeServer';

const key = 'sk-test-1234567890abcdef';

function client(over: Partial<HttpClientOptions> = {}): HttpClient {
  return new HttpClient({ key, backoff: 1, timeout: 5000, ...over });
}

function ask(asking: HttpClient, { url }: { url: string }, signal?: AbortSignal): Promise<Outcome<string>> {
  return asking.send(
    { method: 'POST', url: new URL(`${url}/x`), json: { question: 1 } },
    (body) =>
      body.includes('broken')
        ? { kind: 'unreadable', reason: `No: ${body}` }
        : { kind: 'value', value: body },
    signal,
  );
}

const yes = { kind: 'value', value: '"yes"' };

describe('a request', () => {
  it('carries the key and JSON', async () => {
    const server = await fakeServer((response) => sendJson(response, 200, 'yes'));
    expect(await ask(client(), server)).toEqual(yes);
    const sent = { method: 'POST', url: '/v1/x', authorization: `Bearer ${key}`, body: { question: 1 } };
    expect(server.seen).toEqual([{ ...sent, fromBrowser: true }]);
  });

  it('has no authorization where there is no key', async () => {
    const server = await fakeServer((response) => sendJson(response, 200, 'yes'));
    await ask(client({ key: null }), server);
    expect(server.seen[0]?.authorization).toBeUndefined();
  });

  it('follows no redirect', async () => {
    const other = await fakeServer((response) => sendJson(response, 200, 'stolen'));
    const server = await fakeServer(
      (response) => void response.writeHead(307, { location: `${other.url}/x` }).end(),
    );
    expect(await ask(client(), server)).toMatchObject({
      kind: 'refused',
      status: 307,
      reason: 'The server redirects (HTTP 307); redirects are not followed.',
    });
    expect([server.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it('does not repeat a key that the server quotes', async () => {
    const message = `Incorrect API key provided: ${key} (sk-test-****cdef).`;
    for (const status of [401, 503]) {
      const server = await fakeServer((response) => sendJson(response, status, { error: { message } }));
      const outcome = await ask(client({ attempts: 1 }), server);
      if (outcome.kind === 'value') throw new Error('an answer');
      expect(outcome.reason).toContain('[key]');
      expect(outcome.reason).not.toMatch(/sk-test|cdef/u);
    }
    const server = await fakeServer((response) => response.end(`broken ${key}`));
    const outcome = await ask(client({ attempts: 1 }), server);
    expect(outcome).toMatchObject({ kind: 'lost', reason: 'No: broken [key] (tried 1 time)' });
  });

  it('stops reading a huge body, announced or not', async () => {
    for (const length of [{}, { 'content-length': '100000000' }]) {
      let sent = 0;
      const server = await fakeServer((response) => {
        response.writeHead(200, length);
        const push = (): void => {
          while (sent < 100_000_000 && !response.destroyed) {
            sent += 65_536;
            if (!response.write('x'.repeat(65_536))) {
              response.once('drain', push);
              return;
            }
          }
        };
        push();
      });
      expect(await ask(client({ maxBytes: 100_000 }), server)).toEqual({
        kind: 'lost',
        reason: "The server's response is larger than 100000 bytes.",
      });
      expect(sent).toBeLessThan(50_000_000);
      expect(server.seen).toHaveLength(1);
    }
  });
});

describe('another try', () => {
  const passing: [string, (response: ServerResponse) => void, RegExp][] = [
    [
      '500',
      (response) => sendJson(response, 500, { error: { message: 'overloaded' } }),
      /^HTTP 500: overloaded/u,
    ],
    ['503', (response) => sendJson(response, 503, 'page'), /^HTTP 503 /u],
    ['429', (response) => sendJson(response, 429, {}, { 'retry-after': '0' }), /^HTTP 429/u],
    ['408', (response) => sendJson(response, 408, { detail: 'slow' }), /^HTTP 408: slow/u],
    ['a cut connection', (response) => response.destroy(), /^The connection failed: /u],
    [
      'a connection cut within the body',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('"ye', () => response.destroy());
      },
      /^The connection failed: /u,
    ],
    ['an unreadable body', (response) => void response.end('broken'), /^No: broken/u],
  ];

  it.each(passing)('helps after %s', async (_, fail) => {
    const server = await fakeServer((response, __, index) => {
      if (index < 2) fail(response);
      else sendJson(response, 200, 'yes');
    });
    expect(await ask(client(), server)).toEqual(yes);
    expect(server.seen).toHaveLength(3);
  });

  it.each(passing)('does not help where %s stays', async (_, fail, reason) => {
    const server = await fakeServer((response) => fail(response));
    const outcome = await ask(client({ attempts: 3 }), server);
    expect(outcome).toMatchObject({ kind: 'lost', reason: expect.stringMatching(reason) as string });
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/\(tried 3 times\)$/u) as string });
    expect(server.seen).toHaveLength(3);
  });

  it('is made with fewer under way where the server cannot answer so many in time', async () => {
    let open = 0;
    // Answers nothing while more than two wait, and would not with any number of tries.
    const server = await fakeServer((response) => {
      open++;
      response.once('close', () => open--);
      setTimeout(() => {
        if (open <= 2) sendJson(response, 200, 'yes');
      }, 10);
    });
    // Long for two answers on a busy machine.
    const asking = client({ timeout: 1000, attempts: 2 });
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => ask(asking, server)));
    expect(outcomes).toEqual(outcomes.map(() => yes));
  });

  it('is made after a time-out, also in the middle of a body', async () => {
    for (const hang of [
      (): void => undefined,
      (response: ServerResponse): void => void response.writeHead(200).write('"ye'),
    ]) {
      const server = await fakeServer(hang);
      const outcome = await ask(client({ timeout: 100, attempts: 2 }), server);
      expect(outcome).toEqual({ kind: 'lost', reason: 'No answer within 0.1 s. (tried 2 times)' });
    }
  });

  it('is not made where the server means no', async () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const server = await fakeServer((response) => sendJson(response, status, { error: 'no' }));
      expect(await ask(client(), server)).toEqual({
        kind: 'refused',
        status,
        message: 'no',
        reason: `HTTP ${status}: no`,
      });
      expect(server.seen).toHaveLength(1);
    }
  });

  it('waits as long as a 429 asks', async () => {
    const times: number[] = [];
    const server = await fakeServer((response, _, index) => {
      times.push(performance.now());
      if (index === 0) sendJson(response, 429, {}, { 'retry-after': '0.3' });
      else sendJson(response, 200, 'yes');
    });
    expect(await ask(client(), server)).toEqual(yes);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('does not wait for an hour', async () => {
    const server = await fakeServer((response) => sendJson(response, 429, {}, { 'retry-after': '3600' }));
    expect(await ask(client(), server)).toEqual({ kind: 'lost', reason: 'HTTP 429 (tried 1 time)' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a server that is gone', () => {
  it('costs one try per request after five lost ones, and all again once it is back', async () => {
    let down = true;
    const server = await fakeServer((response) => sendJson(response, down ? 503 : 200, 'yes'));
    const asking = client({ attempts: 3 });
    for (let request = 0; request < 5; request++) await ask(asking, server);
    expect(server.seen).toHaveLength(15);
    await ask(asking, server);
    expect(server.seen).toHaveLength(16);
    down = false;
    expect(await ask(asking, server)).toEqual(yes);
    down = true;
    await ask(asking, server);
    expect(server.seen).toHaveLength(17 + 3);
  });

  it('is said to be gone', async () => {
    const server: FakeServer = await fakeServer(() => undefined);
    await server.close();
    expect(await ask(client({ attempts: 2 }), server)).toMatchObject({
      kind: 'lost',
      reason: expect.stringMatching(/connection failed: .*ECONNREFUSED.*tried 2/u) as string,
    });
  });
});

it('is cancelled while it waits for an answer and for a next try', async () => {
  const hanging = await fakeServer(() => undefined);
  const failing = await fakeServer((response) => sendJson(response, 500, {}));
  const stop = new AbortController();
  const results = Promise.allSettled([
    ask(client({ timeout: 60_000 }), hanging, stop.signal),
    ask(client({ backoff: 60_000, longestWait: 60_000 }), failing, stop.signal),
  ]);
  await expect.poll(() => [hanging.seen.length, failing.seen.length]).toEqual([1, 1]);
  stop.abort();
  for (const result of await results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  }
});

describe('a server that quotes the key back', () => {
  const asWords = (body: string): string => JSON.stringify(body);

  it('puts it into no answer', async () => {
    const server = await fakeServer((response) => sendJson(response, 200, { answer: `Your key is ${key}.` }));
    const outcome = await ask(client(), server);
    expect(asWords(JSON.stringify(outcome))).not.toContain(key);
    expect(outcome).toMatchObject({ kind: 'value', value: '{"answer":"Your key is [key]."}' });
  });

  it('and into no refusal', async () => {
    const server = await fakeServer((response) =>
      sendJson(response, 401, { error: { message: `No such key: ${key}` } }),
    );
    expect(JSON.stringify(await ask(client(), server))).not.toContain(key);
  });

  it('while a key that is a word leaves answers as they are', async () => {
    const server = await fakeServer((response) => sendJson(response, 200, 'EMPTY'));
    expect(await ask(client({ key: 'EMPTY' }), server)).toEqual({ kind: 'value', value: '"EMPTY"' });
  });
});
