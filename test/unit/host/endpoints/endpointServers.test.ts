import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Memento } from 'vscode';
import { EndpointAccess } from '../../../../src/host/endpoints/endpointAccess';
import { EndpointKeys } from '../../../../src/host/endpoints/endpointKeys';
import { EndpointServers } from '../../../../src/host/endpoints/endpointServers';
import type { EngineService } from '../../../../src/host/engineService';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { GuardrailError } from '../../../../src/protocol/errors';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import type { EndpointModel } from '../../../../src/protocol/subjects';
import { MemorySecrets, memoryMemento } from '../fakeVscode';

const fake = vi.hoisted(() => ({
  trusted: true,
  typed: undefined as string | undefined,
  asked: [] as string[],
  agreed: undefined as string | undefined,
}));

vi.mock('vscode', async () => {
  const { EventEmitter } = await import('../fakeVscode');
  return {
    EventEmitter,
    workspace: {
      get isTrusted() {
        return fake.trusted;
      },
    },
    window: {
      showInputBox: () => Promise.resolve(fake.typed),
      showWarningMessage: (text: string) => {
        fake.asked.push(text);
        return Promise.resolve(fake.agreed);
      },
    },
  };
});

const url = 'https://host.example/v1';
const other = 'https://other.example/v1';
const model = (id: string, parent: string | null = null): EndpointModel => ({
  id,
  parent,
  contextLength: null,
  owner: null,
});

interface Sent {
  readonly url: string;
  readonly apiKeys: Readonly<Record<string, string>>;
}

function make(memento: Memento, answer: () => Promise<readonly EndpointModel[]>) {
  const secrets = new MemorySecrets();
  const keys = new EndpointKeys(secrets);
  const sent: Sent[] = [];
  const request = (_: string, params: Sent): Promise<unknown> => {
    sent.push(params);
    return answer();
  };
  const engine = { request } as unknown as Pick<EngineService, 'request'>;
  const servers = new EndpointServers(engine, memento, keys, secrets);
  return { secrets, keys, sent, servers };
}

beforeEach(() => {
  Object.assign(fake, { trusted: true, typed: undefined, asked: [], agreed: undefined });
});

describe('the servers of this machine', () => {
  test('an added one is asked once, with the key of its origin, and is still there in the next window', async () => {
    const memento = memoryMemento();
    const { servers, sent, keys } = make(memento, () =>
      Promise.resolve([model('base'), model('lora', 'base'), model('base')]),
    );
    fake.typed = ' key-1 ';
    expect(await keys.ask(url)).toBe(true);
    const added = await servers.add(url);
    expect(added).toMatchObject({ state: 'listed', failure: null, hasKey: true });
    expect(added.models.map(({ id }) => id)).toEqual(['base', 'lora']);
    expect(sent).toEqual([{ url, apiKeys: { 'https://host.example': 'key-1' } }]);
    // Another window asks nothing until the user does.
    const next = make(memento, () => Promise.reject(new Error('asked')));
    expect((await next.servers.list()).map((server) => server.models.length)).toEqual([2]);
    expect(next.sent).toEqual([]);
    expect(JSON.stringify(memento.keys().map((key) => memento.get(key)))).not.toContain('key-1');
  });

  test('one that cannot be reached says why, keeps its last list, and is asked again', async () => {
    const answers = [
      () => Promise.resolve([model('base')]),
      () => Promise.reject(new GuardrailError('endpointFailed', 'It is away.', 'Start it.')),
      () => Promise.resolve([model('base'), model('new')]),
    ];
    const { servers } = make(memoryMemento(), () => (answers.shift() ?? (() => Promise.resolve([])))());
    await servers.add(url);
    const states: string[] = [];
    servers.onDidChange(() => void servers.list().then(([first]) => states.push(first?.state ?? 'none')));
    const failed = await servers.refresh(url);
    expect(failed).toMatchObject({ state: 'failed', failure: { message: 'It is away.' } });
    expect(failed.models).toHaveLength(1);
    const again = await servers.refresh(url);
    expect(again).toMatchObject({ state: 'listed', failure: null });
    expect(again.models).toHaveLength(2);
    await vi.waitFor(() => expect(states).toContain('asking'));
  });

  test('all who ask at the same time share one request', async () => {
    const { servers, sent } = make(memoryMemento(), () => Promise.resolve([model('base')]));
    await Promise.all([servers.add(url), servers.refresh(url), servers.refreshAll()]);
    expect(sent).toHaveLength(1);
  });

  test('nothing is sent in an untrusted workspace', async () => {
    const { servers, sent } = make(memoryMemento(), () => Promise.resolve([model('base')]));
    fake.trusted = false;
    expect(await servers.add(url)).toMatchObject({ state: 'failed', models: [] });
    expect(sent).toEqual([]);
  });

  test('a removed one takes its key along, unless another server has the same origin', async () => {
    const { servers, keys } = make(memoryMemento(), () => Promise.resolve([]));
    const second = 'https://host.example/other/v1';
    fake.typed = 'key-1';
    await keys.ask(url);
    await servers.add(url);
    await servers.add(second);
    await servers.remove(url);
    expect(await keys.has(second)).toBe(true);
    await servers.remove(second);
    expect(await keys.has(second)).toBe(false);
    expect(await servers.list()).toEqual([]);
  });
});

describe('keys', () => {
  test('an empty one is forgotten; a cancelled question changes nothing', async () => {
    const keys = new EndpointKeys(new MemorySecrets());
    fake.typed = 'key-1';
    await keys.ask(url);
    fake.typed = undefined;
    expect(await keys.ask(url)).toBe(false);
    expect(await keys.of([url, other])).toEqual({ 'https://host.example': 'key-1' });
    fake.typed = '';
    await keys.ask(url);
    expect(await keys.of([url])).toEqual({});
  });

  test('none is kept for an address that can be read on the way', async () => {
    const secrets = new MemorySecrets();
    fake.typed = 'key-1';
    expect(await new EndpointKeys(secrets).ask('http://host.example/v1')).toBe(false);
    expect(secrets.values.size).toBe(0);
    expect(fake.asked).toHaveLength(1);
  });
});

describe('what a comparison may ask', () => {
  const spec: ComparisonSpec = {
    base: { kind: 'endpoint', url, model: 'base' },
    tuned: { kind: 'checkpoint', path: '/m/tuned' },
    suites: [],
    attacks: [],
    limit: null,
    settings: defaultGenerationSettings,
    judges: [{ kind: 'endpoint', url: `${url}/`, model: 'judge', rubric: 'xstest' }],
    control: false,
  };

  test('gets the keys of its own origins and no other', async () => {
    const { servers, keys } = make(memoryMemento(), () => Promise.resolve([]));
    for (const [server, key] of [
      [url, 'key-1'],
      [other, 'key-2'],
    ] as const) {
      fake.typed = key;
      await keys.ask(server);
      await servers.add(server);
    }
    const access = new EndpointAccess(servers, keys);
    expect(await access.forRun(spec)).toEqual({ 'https://host.example': 'key-1' });
    expect(fake.asked).toEqual([]);
  });

  test('a server that this machine does not know is asked only when the user agrees, once', async () => {
    const { servers, keys } = make(memoryMemento(), () => Promise.resolve([]));
    const access = new EndpointAccess(servers, keys);
    await expect(access.forRun(spec)).rejects.toMatchObject({ code: 'cancelled' });
    fake.agreed = 'Ask the Server';
    expect(await access.forRun(spec)).toEqual({});
    await access.forRun(spec);
    expect(fake.asked).toEqual(Array(2).fill(expect.stringContaining('https://host.example')));
  });

  test('an address that is none is left to the engine to refuse', async () => {
    const { servers, keys } = make(memoryMemento(), () => Promise.resolve([]));
    const broken = { ...spec, base: { kind: 'endpoint' as const, url: 'nowhere', model: 'x' }, judges: [] };
    expect(await new EndpointAccess(servers, keys).forRun(broken)).toEqual({});
  });
});
