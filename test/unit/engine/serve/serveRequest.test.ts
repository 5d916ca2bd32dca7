// `serve` as a front end asks for it: one long request to an engine process that says where it listens, counts, and ends
// with its cancellation.
import { afterAll, expect, it } from 'vitest';
import type { ServeProgress, ServeSpec } from '../../../../src/protocol/serving';
import { testClient } from '../../../support/engine';
import { checkpointPath, repositoryPath } from '../../../support/paths';

const client = testClient();
afterAll(() => client.dispose());

const spec: ServeSpec = {
  ref: { path: repositoryPath('media/checkpoints/glens-tiny') },
  adapters: [],
  host: '127.0.0.1',
  port: 0,
  apiKey: null,
  fixedBatch: false,
  batchSize: 4,
  allowRemote: false,
};

it('serves until it is cancelled, and serves again', async () => {
  for (let round = 0; round < 2; round++) {
    const abort = new AbortController();
    let counted = (): void => undefined;
    const answered = new Promise<void>((resolve) => (counted = resolve));
    let served: Promise<unknown> = Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      const onProgress = (progress: ServeProgress): void => {
        resolve(progress.url);
        if (progress.requests >= 1) counted();
      };
      served = client.request('serve', spec, { signal: abort.signal, onProgress });
      served.catch(reject);
    });
    const response = await fetch(`${url}/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'The cat', max_tokens: 4 }),
    });
    expect(response.status).toBe(200);
    await answered;
    abort.abort();
    expect(await served).toEqual({ requests: 1 });
    await expect(fetch(`${url}/models`)).rejects.toThrow();
  }
});

it.each([
  ['an adapter that is none', { adapters: [{ name: 'a', path: checkpointPath('llama') }] }],
  ['an adapter under the name of the base', { adapters: [{ name: 'glens-tiny', path: spec.ref.path }] }],
  ['an adapter of another base', { adapters: [{ name: 'a', path: checkpointPath('llama-lora') }] }],
  ['an address of another machine', { host: '0.0.0.0' }],
])('refuses %s', async (_, change) => {
  await expect(client.request('serve', { ...spec, ...change })).rejects.toMatchObject({
    name: 'GuardrailError',
    advice: expect.stringMatching(/\w/u) as string,
  });
});
