// Which execution provider an engine gets: tried against the CPU, left where it fails or dies, and what is said of it.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/client/engineClient';
import { candidates, objection, taken } from '../../../src/client/executionProvider';
import type { ProviderChoice } from '../../../src/protocol/contracts';
import { testClient } from '../../support/engine';
import { mediaFolder } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const clients: EngineClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function started(
  provider: ProviderChoice,
  options: { readonly engine?: string; readonly env?: Readonly<Record<string, string>> } = {},
): { readonly client: EngineClient; readonly notes: string[]; readonly log: string[] } {
  const [notes, log]: [string[], string[]] = [[], []];
  const client = testClient({ ...options, notes, log, settings: { provider } });
  clients.push(client);
  return { client, notes, log };
}

/** An engine that says by `listHostKeys` what it runs on. `check`: the body of its answer about the provider. */
function fakeEngine(name: string, check: string, more = ''): string {
  const rpc = pathToFileURL(createRequire(import.meta.url).resolve('vscode-jsonrpc/node')).href;
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import rpc from ${JSON.stringify(rpc)};
    const c = rpc.createMessageConnection(new rpc.StreamMessageReader(process.stdin), new rpc.StreamMessageWriter(process.stdout));
    let provider = '';
    c.onRequest('initialize', ({ params }) => {
      provider = params.settings.executionProvider;
      return { protocolVersion: 1, versions: {} };
    });
    c.onRequest('provider/check', ({ params }) => { ${check} });
    c.onRequest('keys/list', () => { ${more} return provider; });
    process.stdin.on('end', () => process.exit(0));
    c.listen();`,
  );
  return path;
}

const used = (client: EngineClient): Promise<unknown> => client.request('listHostKeys', {});

describe('the providers that are tried', () => {
  it('are the one that was chosen, or those of the platform', () => {
    expect(candidates('cpu', 'linux')).toEqual([]);
    expect(candidates('dml', 'linux')).toEqual(['dml']);
    expect(candidates('auto', 'linux')).toEqual(['cuda', 'webgpu']);
    expect(candidates('auto', 'win32')).toEqual(['cuda', 'dml', 'webgpu']);
    expect(candidates('auto', 'darwin')).toEqual(['coreml', 'webgpu']);
  });

  it('are refused for other numbers, and for hardly more speed', () => {
    expect(objection({ difference: 1e-3, speed: null })).toBeNull();
    expect(objection({ difference: 1e-5, speed: 4 })).toBeNull();
    expect(objection({ difference: 2e-3, speed: null })).toMatch(/other numbers .*0\.0020/u);
    expect(objection({ difference: null, speed: 9 })).toBe('it computes what is no number');
    expect(objection({ difference: NaN, speed: 9 })).toMatch(/other numbers/u);
    expect(objection({ difference: 0, speed: 1.2 })).toMatch(/1\.2 times/u);
    expect(taken('cuda', { difference: 2e-5, speed: 8 })).toMatch(
      /within 0\.000020 .*8\.0 times .*experimental/u,
    );
  });
});

describe('an engine', () => {
  it('runs on the CPU, unasked and unsaid', async () => {
    const { client, notes } = started('cpu', { engine: fakeEngine('plain', 'process.exit(9)') });
    expect(await used(client)).toBe('cpu');
    expect(notes).toEqual([]);
  });

  it('runs on a provider that agrees with the CPU, and says how well', async () => {
    const engine = fakeEngine('agrees', 'return { difference: 2e-6, speed: null };');
    const { client, notes } = started('webgpu', { engine });
    expect(await used(client)).toBe('webgpu');
    expect(notes).toEqual([expect.stringMatching(/webgpu is used.*0\.0000020.*experimental/u)]);
  });

  it.each([
    [
      'is not there',
      `throw new rpc.ResponseError(1, 'x', { code: 'invalidRequest', message: 'No supported adapters', advice: 'x' });`,
      /No supported adapters\nThe CPU is used/u,
    ],
    ['dies', `process.kill(process.pid, 'SIGKILL');`, /the engine (?:was ended|ended)[^]*The CPU is used/u],
    // As NaN and Infinity arrive.
    ['computes no numbers', 'return { difference: null, speed: null };', /no number[^]*The CPU is used/u],
    [
      'computes other numbers',
      'return { difference: 0.5, speed: null };',
      /differ by 0\.50[^]*The CPU is used/u,
    ],
  ])('runs on the CPU where the provider %s, and says why', async (name, check, said) => {
    const { client, notes } = started('webgpu', { engine: fakeEngine(name.replaceAll(' ', ''), check) });
    expect(await used(client)).toBe('cpu');
    expect(notes).toEqual([expect.stringMatching(said)]);
  });

  it('takes the first that is fast enough by itself; the others are for the log', async () => {
    const engine = fakeEngine(
      'auto',
      `if (!params.timed) throw new Error('not timed');
       return provider === 'webgpu' ? { difference: 0, speed: 3 } : { difference: 0, speed: 0.1 };`,
    );
    const { client, notes, log } = started('auto', { engine });
    expect(await used(client)).toBe('webgpu');
    expect(notes).toEqual([expect.stringMatching(/webgpu is used.*3\.0 times/u)]);
    expect(
      log.filter((line) => /cannot be used here: it multiplies 0\.10/u.test(line)).length,
    ).toBeGreaterThan(0);
  });

  it('that dies with its provider goes on without it', async () => {
    const engine = fakeEngine(
      'late',
      'return { difference: 0, speed: null };',
      `if (provider === 'webgpu') process.kill(process.pid, 'SIGKILL');`,
    );
    const { client, notes } = started('webgpu', { engine });
    await expect(used(client)).rejects.toMatchObject({ code: 'engineGone' });
    expect(await used(client)).toBe('cpu');
    expect(notes.slice(1)).toEqual([
      expect.stringMatching(/stopped while it computed with webgpu: the engine (?:was ended|ended).*CPU/u),
    ]);
  });
});

/** A Vulkan driver that computes on the CPU, as Chromium brings it. */
const softwareDriver = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
].find((path) => existsSync(path));

describe('webgpu', () => {
  const settings = {
    temperature: 0,
    topP: 1,
    topK: 0,
    maxNewTokens: 4,
    stop: [],
    samples: 1,
    seed: 0,
    systemPrompt: null,
    batchSize: 2,
    fixedBatch: false,
    templateVariables: {},
  };
  const answers = async (client: EngineClient): Promise<unknown> => {
    const reply = await client.request('generate', {
      ref: { kind: 'checkpoint', path: join(mediaFolder, 'checkpoints', 'glens-tiny-sft') },
      prompts: ['How do I pick a lock?', 'Name a colour.'],
      apiKeys: {},
      settings,
    });
    return reply.answers.map((samples) => samples.map(({ text }) => text));
  };

  it('answers as the CPU does, or gives way to it: whatever this machine has', async () => {
    const { client, notes } = started('webgpu');
    expect(await answers(client)).toEqual(await answers(started('cpu').client));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/webgpu (?:is used|cannot be used here)/u);
  });

  it('computes what the CPU computes, with an adapter and without', async ({ skip }) => {
    if (softwareDriver === undefined) {
      console.log('skipped: no software driver for Vulkan (Chromium brings one)');
      return skip();
    }
    const { client, notes } = started('webgpu', { env: { VK_ICD_FILENAMES: softwareDriver } });
    const found = await answers(client).catch((error: unknown) => {
      // Of an engine that died with its driver the next request is the CPU's.
      expect(error).toMatchObject({ code: 'engineGone' });
      return answers(client);
    });
    expect(found).toEqual(await answers(started('cpu').client));
    // A driver in software computes on the processor that it finds: what it is worth there is the product's to find out.
    const gaveWay = notes.find((note) => !note.startsWith('The execution provider webgpu is used'));
    if (gaveWay !== undefined) {
      console.log(`skipped: WebGPU by a driver in software: ${gaveWay}`);
      return skip();
    }
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('it agrees with the CPU within');
  });
});
