// Who is answered: loopback names only, the key where one is asked for, and an orderly end.
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { isLoopback } from '../../../../../src/engine/serve/http/listenAddress';
import { serveTiny, type ServedTiny } from '../servedTiny';

let tiny: ServedTiny | null = null;

afterEach(async () => {
  await tiny?.stop();
  tiny = null;
});

/** fetch does not let a caller choose the Host header. */
function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${url}/models`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('access', () => {
  it('refuses a name that is not this machine (DNS rebinding)', async () => {
    tiny = await serveTiny();
    expect(await statusWithHost(tiny.url, 'evil.example:8000')).toBe(403);
    expect(await statusWithHost(tiny.url, '127.0.0.1.evil.example')).toBe(403);
    expect(await statusWithHost(tiny.url, 'localhost:1')).toBe(200);
    expect(await statusWithHost(tiny.url, '[::1]:8000')).toBe(200);
  });

  it('asks for its key', async () => {
    tiny = await serveTiny({ apiKey: 'secret-key' });
    for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic secret-key', 'Bearer secret-key2']) {
      const { status, body } = await tiny.get('/models', { authorization });
      expect(status).toBe(401);
      expect(body.error.code).toBe('invalid_api_key');
    }
    expect((await tiny.get('/models', { authorization: 'Bearer secret-key' })).status).toBe(200);
    expect((await fetch(tiny.url.replace('/v1', '/health'))).status).toBe(200);
    expect(tiny.log.join('\n')).not.toContain('secret-key');
  });

  it.each([
    [{ host: '0.0.0.0' }, 'other machines'],
    [{ host: '192.168.1.5' }, 'other machines'],
    [{ host: '0.0.0.0', allowRemote: true }, 'key'],
    [{ apiKey: '' }, 'empty'],
  ])('does not listen with %j', async (options, reason) => {
    await expect(serveTiny(options)).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('says that a port is taken', async () => {
    tiny = await serveTiny();
    const port = Number(new URL(tiny.url).port);
    await expect(serveTiny({ port })).rejects.toMatchObject({ code: 'invalidRequest' });
  });

  it('answers what is under way with an error when it stops', async () => {
    const served = await serveTiny();
    const body = { prompt: 'Once', max_tokens: 500, n: 64, temperature: 1 };
    const answers = Promise.all([served.post('/completions', body), served.stream('/completions', body)]);
    while (served.serving.active < 2) await new Promise((resolve) => setImmediate(resolve));
    await served.stop();
    const [whole, events] = await answers;
    expect(whole).toMatchObject({ status: 503, body: { error: { code: 'stopping' } } });
    expect(events.at(-1)).toContain('"stopping"');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', 'LOCALHOST', '::1', '[::1]'])('%s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(['', '0.0.0.0', '127.evil.example', 'localhost.evil.example', '10.0.0.1', '::'])(
    'not %s',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
