import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { afterEach, expect, test } from 'vitest';
import type { EngineClient } from '../../../src/client/engineClient';
import { testClient } from '../../support/engine';
import { checkpointPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const clients: EngineClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function client(options: Parameters<typeof testClient>[0] = {}): EngineClient {
  const made = testClient(options);
  clients.push(made);
  return made;
}

/** An engine that answers `initialize` with `version` and then does what `more` says. */
function fakeEngine(name: string, version: number, more: string): string {
  const rpc = pathToFileURL(createRequire(import.meta.url).resolve('vscode-jsonrpc/node')).href;
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import rpc from ${JSON.stringify(rpc)};
    const c = rpc.createMessageConnection(new rpc.StreamMessageReader(process.stdin), new rpc.StreamMessageWriter(process.stdout));
    c.onRequest('initialize', () => ({ protocolVersion: ${version}, versions: {} }));
    ${more}
    c.listen();`,
  );
  return path;
}

test('the engine answers, and says what is wrong with a request', async () => {
  const c = client();
  const { attacks } = await c.request('listSuites', { paths: [] });
  expect(attacks.length).toBeGreaterThan(3);
  await expect(
    c.request('inspectCheckpoint', { ref: { path: join(folder, 'nothing') } }),
  ).rejects.toMatchObject({
    code: 'checkpointNotFound',
    advice: expect.stringMatching(/\w/) as string,
  });
});

test('pending requests are rejected when the engine is killed, and the next request starts a new one', async () => {
  const c = client();
  await c.request('listSuites', { paths: [] });
  const first = await c.pid();
  const pending = c.request('generate', {
    ref: { kind: 'checkpoint', path: checkpointPath('llama') },
    prompts: ['Hello'],
    apiKeys: {},
    settings: {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxNewTokens: 500,
      stop: [],
      samples: 200,
      seed: 0,
      systemPrompt: null,
      batchSize: 1,
      fixedBatch: false,
      templateVariables: {},
    },
  });
  process.kill(first ?? 0, 'SIGKILL');
  await expect(pending).rejects.toMatchObject({ code: 'engineGone' });
  await expect(c.request('listSuites', { paths: [] })).resolves.toHaveProperty('attacks');
  expect(await c.pid()).not.toBe(first);
});

test('an engine of another protocol version is refused', async () => {
  const engine = fakeEngine('old', 0, '');
  await expect(client({ engine }).request('listSuites', { paths: [] })).rejects.toMatchObject({
    code: 'protocolMismatch',
  });
});

test('an engine that dies at the start is reported with its exit code and its log', async () => {
  const engine = join(folder, 'dead.mjs');
  writeFileSync(engine, 'console.error("no library"); process.exit(7);');
  const log: string[] = [];
  await expect(client({ engine, log }).request('listSuites', { paths: [] })).rejects.toThrow(/code 7/);
  expect(log).toContain('no library');
});

test('cancelling reaches the engine', async () => {
  const engine = fakeEngine(
    'slow',
    1,
    `c.onRequest('generate', (_, token) => new Promise((resolve) => token.onCancellationRequested(() =>
       resolve(new rpc.ResponseError(1, 'Cancelled.', { code: 'cancelled', message: 'Cancelled.', advice: 'x' })))));`,
  );
  const abort = new AbortController();
  const c = client({ engine });
  const pending = c.request('inspectCheckpoint', { ref: { path: '' } }, {});
  await expect(pending).rejects.toMatchObject({ code: 'engineGone' });
  const cancelled = c.request(
    'generate',
    { ref: { kind: 'checkpoint', path: '' }, prompts: [], settings: {} as never, apiKeys: {} },
    { signal: abort.signal },
  );
  setTimeout(() => abort.abort(), 50);
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
});

test('a request ends as cancelled even when the engine cannot hear it', async () => {
  // Deaf for longer than a request waits for the engine's word, but not for ever: it would outlive the tests.
  const deaf = `c.onRequest('generate', () => { for (const end = Date.now() + 10_000; Date.now() < end;); });`;
  const engine = fakeEngine('deep', 1, deaf);
  const abort = new AbortController();
  const pending = client({ engine }).request(
    'generate',
    { ref: { kind: 'checkpoint', path: '' }, prompts: [], settings: {} as never, apiKeys: {} },
    { signal: abort.signal },
  );
  setTimeout(() => abort.abort(), 50);
  await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
});

test('a disposed client starts nothing', async () => {
  const c = client();
  c.dispose();
  await expect(c.request('listSuites', { paths: [] })).rejects.toMatchObject({ code: 'engineGone' });
});
