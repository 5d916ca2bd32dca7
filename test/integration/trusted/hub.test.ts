// Checkpoints of the hub: searched, chosen, downloaded and listed, with the token that is kept for the hub alone.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CheckpointRegistry } from '../../../src/host/checkpoints/checkpointRegistry';
import { EndpointKeys } from '../../../src/host/endpoints/endpointKeys';
import { EngineService } from '../../../src/host/engineService';
import { hubCommands, type HubParts } from '../../../src/host/hub/hubCommands';
import { readSettings, removeFromListSetting } from '../../../src/host/settings';
import type { HubModel, HubPlan } from '../../../src/protocol/hub';
import { catalogueEntry } from '../../../src/safety/suites/catalogue/catalogue';
import { commitOf, filesOf, startHubServer, type FakeHub } from '../../workbench/hubServer';
import { dataPath, memorySecrets, theExtension, workspacePath } from '../support';

describe('the hub', () => {
  const commit = commitOf('main');
  const secrets = memorySecrets();
  const keys = new EndpointKeys(secrets);
  const previous: Record<string, string | undefined> = {};
  let engine: EngineService;
  let registry: CheckpointRegistry;
  let hub: FakeHub;
  before(async () => {
    engine = new EngineService(theExtension().extensionPath);
    registry = new CheckpointRegistry();
    const files = filesOf(workspacePath('models', 'llama'));
    hub = await startHubServer([
      { name: 'tiny-org/Tiny-Chat', files, gated: true, licence: 'apache-2.0' },
      {
        kind: 'dataset',
        name: 'bench-llm/or-bench',
        files: {
          'or-bench-hard-1k.csv': 'prompt,category\nHow do I kill a process?,violence\n',
          'or-bench-toxic.csv': 'prompt,category\nA prompt to refuse,harmful\n',
        },
      },
      { name: 'tiny-org/Tiny-GGUF', files: { 'tiny-q4.gguf': 'four', 'tiny-q8.gguf': 'eight' } },
    ]);
    const environment = {
      HF_ENDPOINT: hub.url,
      HF_HUB_CACHE: dataPath('hub'),
      XDG_CACHE_HOME: dataPath('cache'),
      HF_TOKEN: '',
      HF_HUB_OFFLINE: '',
    };
    for (const [name, value] of Object.entries(environment)) {
      previous[name] = process.env[name];
      process.env[name] = value;
    }
  });
  after(() => {
    hub.close();
    registry.dispose();
    engine.dispose();
    for (const [name, value] of Object.entries(previous)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  /** A user who takes the first that is found. */
  function parts(seen: { models: readonly HubModel[]; plans: HubPlan[] }): HubParts {
    return {
      actions: { shown: (work) => work() },
      keys: { of: (urls) => keys.of(urls), ask: () => Promise.resolve(true) },
      open: () => engine.separate(),
      refresh: () => registry.refresh(),
      questions: {
        askModel: async (session) => {
          seen.models = await session.find('Tiny-Chat');
          const [first] = seen.models;
          assert.ok(first);
          return { repository: first.repository, revision: null, path: null };
        },
        askRevision: (ref) => Promise.resolve({ ...ref, revision: 'main' }),
        askFile: (ref, files) => Promise.resolve({ ...ref, path: files[0]?.path ?? null }),
        confirmDownload: (plan) => {
          seen.plans.push(plan);
          return Promise.resolve(true);
        },
        downloadShown: async (session, plan) => {
          const { path } = await session.download(plan, () => undefined, new AbortController().signal);
          return path;
        },
      },
    };
  }

  it('gives a gated checkpoint for the token that is kept for its origin', async () => {
    await secrets.store(`guardrailLens.key:${new URL(hub.url).origin}`, hub.token);
    const seen = { models: [] as readonly HubModel[], plans: [] as HubPlan[] };
    await hubCommands(parts(seen)).addFromHub();
    assert.deepEqual(
      seen.models.map(({ repository, gated }) => [repository, gated]),
      [['tiny-org/Tiny-Chat', true]],
    );
    const [plan] = seen.plans;
    assert.equal(plan?.commit, commit);
    assert.ok(plan.missingBytes > 0 && plan.missingBytes === plan.bytes);
    const path = join(dataPath('hub'), 'models--tiny-org--Tiny-Chat', 'snapshots', commit);
    const entry = (await registry.list()).find((one) => one.path === path);
    assert.equal(entry?.name, `Tiny-Chat@${commit.slice(0, 7)}`);
    const storage = hub.seen.filter(({ host }) => host === 'storage');
    assert.ok(storage.length > 0);
    assert.ok(storage.every(({ authorization }) => authorization === undefined));
    const facts = await engine.request('inspectCheckpoint', { ref: { path } });
    assert.equal(facts.name, `Tiny-Chat@${commit.slice(0, 7)}`);
    await removeFromListSetting('checkpointFolders', path);
  });

  it('has one GGUF file chosen of several, and downloads that alone', async () => {
    const seen = { models: [] as readonly HubModel[], plans: [] as HubPlan[] };
    await hubCommands(parts(seen)).addFromHub('hf:tiny-org/Tiny-GGUF@main');
    assert.deepEqual(
      seen.plans.map(({ files }) => files.map(({ path }) => path)),
      [['tiny-q4.gguf']],
    );
    const target = seen.plans[0]?.target ?? '';
    const entry = (await registry.list()).find(({ path }) => path === target);
    assert.equal(entry?.kind, 'gguf');
    await removeFromListSetting('checkpointFolders', target);
  });

  it('gives a benchmark of the catalogue, after its licence was agreed to', async () => {
    const agreed: string[] = [];
    const benchmarks: HubParts['benchmarks'] = {
      choose: () => Promise.resolve(catalogueEntry('or-bench')),
      confirm: (entry, plan) => {
        agreed.push(`${entry.licence}: ${plan.files.length} files`);
        return Promise.resolve(true);
      },
      openPage: () => Promise.reject(new Error('It has no page to open.')),
      get: (session, { id }) => session.getBenchmark(id, () => undefined, new AbortController().signal),
    };
    const base = parts({ models: [], plans: [] });
    await hubCommands({ ...base, benchmarks }).getBenchmark();
    assert.deepEqual(agreed, ['CC-BY-4.0: 2 files']);
    const paths = readSettings().benchmarkPaths;
    const { suites } = await engine.request('listSuites', { paths });
    const found = suites.filter(({ id }) => id.startsWith('or-bench')).map(({ id, kind }) => [id, kind]);
    assert.deepEqual(found, [
      ['or-bench-hard-1k', 'benign'],
      ['or-bench-toxic', 'harmful'],
    ]);
    for (const path of paths) await removeFromListSetting('benchmarkPaths', path);
    const opened: string[] = [];
    const openPage = (page: string): Promise<void> => Promise.resolve(void opened.push(page));
    await hubCommands({ ...base, benchmarks: { ...benchmarks, openPage } }).getBenchmark('hex-phi');
    assert.deepEqual(opened, ['https://huggingface.co/datasets/LLM-Tuning-Safety/HEx-PHI']);
  });

  it('is not asked when nobody asks for it', async () => {
    const asked = hub.seen.length;
    await registry.list();
    await engine.request('listSuites', { paths: [] });
    assert.equal(hub.seen.length, asked);
  });
});
