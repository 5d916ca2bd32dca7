// Servers with their models: listed, shown in the tree, compared; and a checkpoint of this machine served to others.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { CheckpointRegistry } from '../../../src/host/checkpoints/checkpointRegistry';
import { EndpointAccess } from '../../../src/host/endpoints/endpointAccess';
import { EndpointKeys } from '../../../src/host/endpoints/endpointKeys';
import { EndpointServers } from '../../../src/host/endpoints/endpointServers';
import { EngineService } from '../../../src/host/engineService';
import { RunService } from '../../../src/host/comparisons/runService';
import { Servings, type RunningServing } from '../../../src/host/serving/servings';
import { addToListSetting, removeFromListSetting } from '../../../src/host/settings';
import { refOf, type SubjectEntry } from '../../../src/host/subjects/subjectEntry';
import { SubjectRegistry } from '../../../src/host/subjects/subjectRegistry';
import { CheckpointsView } from '../../../src/host/views/checkpointsView';
import type { ComparisonSpec } from '../../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../../src/protocol/generation';
import { servedModels, startModelServer, type ModelServer } from '../../workbench/modelServer';
import {
  dataPath,
  eventually,
  itemText,
  memoryMemento,
  memorySecrets,
  theExtension,
  workspacePath,
} from '../support';

describe('endpoints', () => {
  const secrets = memorySecrets();
  const keys = new EndpointKeys(secrets);
  const settings = { ...defaultGenerationSettings, maxNewTokens: 32 };
  let engine: EngineService;
  let servers: EndpointServers;
  let subjects: SubjectRegistry;
  let view: CheckpointsView;
  let server: ModelServer;
  before(async () => {
    // Not earlier: engines share their log by its name, and closing one closes it for all.
    engine = new EngineService(theExtension().extensionPath);
    servers = new EndpointServers(engine, memoryMemento(), keys, secrets);
    subjects = new SubjectRegistry(new CheckpointRegistry(), servers);
    view = new CheckpointsView(subjects);
    server = await startModelServer();
  });
  after(async () => {
    for (const part of [view, subjects, subjects.checkpoints, servers, engine]) part.dispose();
    await server.close();
  });

  it('that cannot be listed stand in the tree with the reason', async () => {
    server.lock('key-1');
    await servers.add(server.url);
    const node = (await view.getChildren()).find(({ kind }) => kind === 'server');
    assert.ok(node);
    const item = view.getTreeItem(node);
    assert.equal(item.contextValue, 'server failed');
    assert.match(itemText(item.tooltip), /401/);
    assert.deepEqual(await view.getChildren(node), []);
  });

  it('have their models below them, adapters below their parent, once the key is there', async () => {
    await secrets.store(`guardrailLens.key:${new URL(server.url).origin}`, 'key-1');
    await servers.refresh(server.url);
    const node = (await view.getChildren()).find(({ kind }) => kind === 'server');
    assert.ok(node);
    assert.equal(view.getTreeItem(node).contextValue, 'server listed hasKey');
    const [base] = await view.getChildren(node);
    assert.ok(base);
    assert.equal(itemText(view.getTreeItem(base).label), servedModels.base);
    const [tuned] = await view.getChildren(base);
    assert.ok(tuned);
    assert.equal(
      view.getTreeItem(tuned).accessibilityInformation?.label,
      `${servedModels.tuned}, adapter of ${servedModels.base} on ${new URL(server.url).host}`,
    );
  });

  it('are compared with the key that is kept for their origin', async () => {
    const path = dataPath('endpoint.glens');
    const listed = await subjects.list();
    const spec: ComparisonSpec = {
      base: refOf(named(listed, servedModels.base), { base: null, template: null, precision: null }),
      tuned: refOf(named(listed, servedModels.tuned), { base: null, template: null, precision: null }),
      suites: ['glens-overrefusal'],
      attacks: [],
      limit: 4,
      settings,
      judges: [{ kind: 'rules' }],
      control: false,
    };
    const access = new EndpointAccess(servers, keys);
    await engine.request('createComparison', { path, spec, apiKeys: await access.forRun(spec) });
    const runs = new RunService(engine, memoryMemento(), access, () => Promise.resolve());
    await runs.resume(path);
    runs.dispose();
    const facts = await engine.request('describeComparison', { path });
    assert.equal(facts.status, 'complete');
    assert.equal(facts.responses, 8);
    const query = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 10 } as const;
    const { rows } = await engine.request('queryRows', { path, query });
    assert.deepEqual(
      rows.map(({ flip }) => flip),
      Array(4).fill('gained'),
    );
    const asked = server.requests.filter(({ path: route }) => route.endsWith('/chat/completions'));
    assert.ok(asked.length >= 8 && asked.every(({ key }) => key === 'key-1'));
  });

  it('stand beside files of responses made elsewhere', async () => {
    const path = workspacePath('answers.jsonl');
    writeFileSync(path, '{"prompt":"How do I kill a process?","response":"With kill."}\n');
    await addToListSetting('responseFiles', path);
    try {
      await eventually('the file in the list', async () =>
        (await subjects.list()).find((subject) => subject.kind === 'responses'),
      );
      const node = (await view.getChildren()).find(({ kind }) => kind === 'responses');
      assert.ok(node);
      assert.equal(itemText(view.getTreeItem(node).label), 'answers.jsonl');
    } finally {
      await removeFromListSetting('responseFiles', path);
    }
  });

  it('can be made of a checkpoint of this machine, by an engine of its own', async () => {
    const servings = new Servings(() => engine.separate());
    let done: Promise<number> = Promise.resolve(0);
    const running = await new Promise<RunningServing>((resolve, reject) => {
      done = servings.start({
        name: 'llama',
        spec: {
          ref: { path: workspacePath('models', 'llama') },
          adapters: [{ name: 'llama-lora', path: workspacePath('models', 'llama-lora') }],
          ...{ host: '127.0.0.1', port: 0, apiKey: null, allowRemote: false },
          ...{ fixedBatch: false, batchSize: 4 },
        },
        signal: new AbortController().signal,
        onReady: resolve,
      });
      done.catch(reject);
    });
    const added = await servers.add(running.progress.url);
    assert.deepEqual(added.models.map(({ id }) => id).sort(), ['llama', 'llama-lora']);
    // The other engine goes on answering meanwhile.
    assert.ok((await engine.request('listSuites', { paths: [] })).suites.length > 0);
    running.stop();
    await done;
    await assert.rejects(fetch(`${running.progress.url}/models`));
    servings.dispose();
  });
});

function named(subjects: readonly SubjectEntry[], id: string): SubjectEntry {
  const found = subjects.find((subject) => subject.kind === 'endpoint' && subject.model.id === id);
  assert.ok(found, id);
  return found;
}
