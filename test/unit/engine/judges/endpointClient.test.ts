import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createEndpointClient, type EndpointOptions } from '../../../../src/engine/judges/endpointClient';
import { completionsUrl } from '../../../../src/engine/judges/endpointUrl';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

const key = 'sk-test-1234567890abcdef';
const messages = [{ role: 'user', content: 'Judge this.' }] as const;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server; `answer` gets the 0-based number of the request. */
async function serve(
  answer: (response: ServerResponse, index: number, seen: Seen) => void,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const entry: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
      seen.push(entry);
      answer(response, seen.length - 1, entry);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
}

function completion(response: ServerResponse, content: unknown): void {
  json(response, 200, { choices: [{ message: { role: 'assistant', content } }] });
}

function json(
  response: ServerResponse,
  status: number,
  data: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
}

function client(url: string, over: Partial<EndpointOptions> = {}): ReturnType<typeof createEndpointClient> {
  return createEndpointClient({ url, model: 'm', apiKey: key, backoff: 5, timeout: 2000, ...over });
}

describe('a server that is gone', () => {
  it('costs one try per question after five lost ones, and all again once it is back', async () => {
    let down = true;
    const { url, seen } = await serve((response) =>
      down ? json(response, 503, { error: 'down' }) : completion(response, 'Yes'),
    );
    const asking = client(url, { attempts: 3, backoff: 1, concurrency: 1 });
    for (let question = 0; question < 5; question++) await asking.ask(messages, 8);
    expect(seen).toHaveLength(15);
    await asking.ask(messages, 8);
    expect(seen).toHaveLength(16);
    down = false;
    expect(await asking.ask(messages, 8)).toEqual({ ok: true, text: 'Yes' });
    down = true;
    await asking.ask(messages, 8);
    expect(seen).toHaveLength(17 + 3);
  });
});

describe('createEndpointClient', () => {
  it('posts a greedy chat completion with the key', async () => {
    const { url, seen } = await serve((response) => completion(response, 'Yes'));
    expect(await client(url).ask(messages, 8)).toEqual({ ok: true, text: 'Yes' });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/v1/chat/completions',
        authorization: `Bearer ${key}`,
        body: { model: 'm', messages, temperature: 0, max_tokens: 8, stream: false },
      },
    ]);
  });

  it('sends no key where there is none', async () => {
    const { url, seen } = await serve((response) => completion(response, 'Yes'));
    await client(url, { apiKey: null }).ask(messages, 8);
    expect(seen[0]?.authorization).toBeUndefined();
  });

  it('reads content in parts', async () => {
    const { url } = await serve((response) =>
      completion(response, [
        { type: 'text', text: 'Y' },
        { type: 'text', text: 'es' },
      ]),
    );
    expect(await client(url).ask(messages, 8)).toEqual({ ok: true, text: 'Yes' });
  });

  it('tries again after 500s', async () => {
    const { url, seen } = await serve((response, index) => {
      if (index < 2) json(response, 500 + index * 3, { error: { message: 'overloaded' } });
      else completion(response, 'Yes');
    });
    expect(await client(url).ask(messages, 8)).toEqual({ ok: true, text: 'Yes' });
    expect(seen).toHaveLength(3);
  });

  it('gives up after its tries, and says why', async () => {
    const { url, seen } = await serve((response) =>
      json(response, 503, { error: { message: 'overloaded' } }),
    );
    const reply = await client(url, { attempts: 3 }).ask(messages, 8);
    expect(reply).toEqual({ ok: false, reason: 'HTTP 503: overloaded (tried 3 times)' });
    expect(seen).toHaveLength(3);
  });

  it('waits as long as a 429 asks', async () => {
    const times: number[] = [];
    const { url } = await serve((response, index) => {
      times.push(performance.now());
      if (index === 0) json(response, 429, {}, { 'retry-after': '0.3' });
      else completion(response, 'Yes');
    });
    expect((await client(url).ask(messages, 8)).ok).toBe(true);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('does not wait for an hour', async () => {
    const { url, seen } = await serve((response) => json(response, 429, {}, { 'retry-after': '3600' }));
    const reply = await client(url).ask(messages, 8);
    expect(reply).toMatchObject({ ok: false, reason: expect.stringContaining('HTTP 429') as string });
    expect(seen).toHaveLength(1);
  });

  it('understands a date in Retry-After', async () => {
    const { url, seen } = await serve((response, index) => {
      if (index === 0) json(response, 429, {}, { 'retry-after': new Date(Date.now() - 5000).toUTCString() });
      else completion(response, 'Yes');
    });
    expect((await client(url).ask(messages, 8)).ok).toBe(true);
    expect(seen).toHaveLength(2);
  });

  it('does not repeat what a 401 or 404 refuses', async () => {
    for (const status of [400, 401, 403, 404]) {
      const { url, seen } = await serve((response) => json(response, status, { error: 'no' }));
      expect(await client(url).ask(messages, 8)).toEqual({ ok: false, reason: `HTTP ${status}: no` });
      expect(seen).toHaveLength(1);
    }
  });

  it('learns the newer name of the token limit', async () => {
    const { url, seen } = await serve((response, _, { body }) => {
      if ('max_tokens' in body)
        json(response, 400, { error: { message: "Use 'max_completion_tokens' instead." } });
      else completion(response, 'Yes');
    });
    const asking = client(url);
    expect((await asking.ask(messages, 8)).ok).toBe(true);
    expect((await asking.ask(messages, 8)).ok).toBe(true);
    expect(seen.map(({ body }) => 'max_completion_tokens' in body)).toEqual([false, true, true]);
  });

  it('times out on a server that hangs, also in the middle of a body', async () => {
    for (const hang of [
      (): void => undefined,
      (response: ServerResponse): void => void response.writeHead(200).write('{"choices":'),
    ]) {
      const { url } = await serve(hang);
      const reply = await client(url, { timeout: 150, attempts: 2 }).ask(messages, 8);
      expect(reply).toEqual({ ok: false, reason: 'No answer within 0.15 s. (tried 2 times)' });
    }
  });

  it('stops reading a huge body, announced or not', async () => {
    for (const length of [{}, { 'content-length': '100000000' }]) {
      let sent = 0;
      const { url } = await serve((response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...length });
        const push = (): void => {
          while (sent < 100_000_000 && !response.destroyed) {
            sent += 65_536;
            if (!response.write(Buffer.alloc(65_536, 32))) {
              response.once('drain', push);
              return;
            }
          }
        };
        push();
      });
      const reply = await client(url, { maxBytes: 200_000 }).ask(messages, 8);
      expect(reply).toEqual({ ok: false, reason: "The endpoint's response is larger than 200000 bytes." });
      expect(sent).toBeLessThan(50_000_000);
    }
  });

  it.each([
    ['garbage', '{"choices": [', /not JSON/],
    ['a web page', '<!doctype html><html>Sign in</html>', /a web page/],
    ['nothing', '', /not JSON/],
    ['another schema', '{"result":"yes"}', /no chat completion/],
    ['no choices', '{"choices":[]}', /no chat completion/],
    ['null', 'null', /no chat completion/],
    ['no content', '{"choices":[{"message":{"content":null}}]}', /empty reply/],
    ['white space', '{"choices":[{"message":{"content":" \\n"}}]}', /empty reply/],
  ])('says that it got %s', async (_, body, reason) => {
    const { url } = await serve((response) => void response.writeHead(200).end(body));
    const reply = await client(url).ask(messages, 8);
    expect(reply).toMatchObject({ ok: false, reason: expect.stringMatching(reason) as string });
  });

  it('says that nobody listens', async () => {
    const { url } = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const reply = await client(url, { attempts: 2 }).ask(messages, 8);
    expect(reply).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/connection failed: .*ECONNREFUSED.*tried 2/) as string,
    });
  });

  it('survives a connection that breaks', async () => {
    const { url } = await serve((response, index) => {
      if (index === 0) response.destroy();
      else completion(response, 'Yes');
    });
    expect(await client(url).ask(messages, 8)).toEqual({ ok: true, text: 'Yes' });
  });

  it('follows no redirect, to another host or its own', async () => {
    const other = await serve((response) => completion(response, 'stolen'));
    const { url, seen } = await serve(
      (response) => void response.writeHead(307, { location: `${other.url}/chat/completions` }).end(),
    );
    const reply = await client(url).ask(messages, 8);
    expect(reply).toEqual({
      ok: false,
      reason: 'The endpoint redirects (HTTP 307); redirects are not followed.',
    });
    expect(seen).toHaveLength(1);
    expect(other.seen).toHaveLength(0);
  });

  it('does not repeat a key that the server quotes', async () => {
    const { url } = await serve((response) =>
      json(response, 401, { error: { message: `Incorrect API key provided: ${key} (sk-test-****cdef).` } }),
    );
    const reply = await client(url).ask(messages, 8);
    expect(reply.ok).toBe(false);
    expect(JSON.stringify(reply)).not.toMatch(/sk-test|cdef/);
    expect(JSON.stringify(reply)).toContain('[key]');
  });

  it('is cancelled while it waits for an answer, for a next try, and for its turn', async () => {
    const hanging = await serve(() => undefined);
    const failing = await serve((response) => json(response, 500, {}));
    const asking = client(hanging.url, { concurrency: 1, timeout: 60_000 });
    const stop = new AbortController();
    const results = Promise.allSettled([
      asking.ask(messages, 8, stop.signal),
      asking.ask(messages, 8, stop.signal),
      client(failing.url, { backoff: 60_000, longestWait: 60_000 }).ask(messages, 8, stop.signal),
    ]);
    await expect.poll(() => [hanging.seen.length, failing.seen.length]).toEqual([1, 1]);
    // All of them would wait for a minute.
    stop.abort();
    for (const result of await results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    }
    expect(hanging.seen).toHaveLength(1);
  });

  it('has no more requests under way than allowed', async () => {
    let most = 0;
    const waiting: ServerResponse[] = [];
    const { url, seen } = await serve((response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      // Answered when three wait, and a fourth, were there one, has had the time to come.
      if (waiting.length !== 3) return;
      setTimeout(() => {
        for (const one of waiting.splice(0)) completion(one, 'Yes');
      }, 20);
    });
    const asking = client(url, { concurrency: 3 });
    const replies = await Promise.all(Array.from({ length: 12 }, () => asking.ask(messages, 8)));
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect(seen).toHaveLength(12);
    expect(most).toBe(3);
  });
});

describe('completionsUrl', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/chat/completions'],
    [
      'https://api.example.com/openai/v1beta?x=1',
      'https://api.example.com/openai/v1beta/chat/completions?x=1',
    ],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1/chat/completions'],
    ['http://[::1]:8000', 'http://[::1]:8000/v1/chat/completions'],
    ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1/chat/completions'],
  ])('%s → %s', (text, url) => expect(completionsUrl(text, true).href).toBe(url));

  it.each([
    ['not a url', false, /not a URL/],
    ['file:///etc/passwd', false, /cannot be file:/],
    ['https://user:secret@example.com', false, /user name or password/],
    ['http://example.com/v1', true, /unencrypted/],
    ['http://127.0.0.1.example.com/v1', true, /unencrypted/],
  ])('refuses %s', (text, hasKey, message) => {
    expect(() => completionsUrl(text, hasKey)).toThrow(message);
    try {
      completionsUrl(text, hasKey);
    } catch (error) {
      expect(String(error)).not.toContain('secret');
    }
  });

  it('lets a keyless server in the local network be plain http', () => {
    expect(completionsUrl('http://192.168.1.5:8000', false).host).toBe('192.168.1.5:8000');
  });
});
