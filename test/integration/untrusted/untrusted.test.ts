// An untrusted workspace: comparisons can be viewed, nothing is loaded or run.
import assert from 'node:assert/strict';
import { commands, TabInputCustom, workspace } from 'vscode';
import { CheckpointRegistry } from '../../../src/host/checkpoints/checkpointRegistry';
import { EndpointKeys } from '../../../src/host/endpoints/endpointKeys';
import { EndpointServers } from '../../../src/host/endpoints/endpointServers';
import { EngineService } from '../../../src/host/engineService';
import { startModelServer } from '../../workbench/modelServer';
import {
  dataPath,
  eventually,
  fileUri,
  memoryMemento,
  memorySecrets,
  openTabs,
  theExtension,
} from '../support';

describe('in an untrusted workspace', () => {
  it('the extension still works', async () => {
    assert.equal(workspace.isTrusted, false);
    await theExtension().activate();
  });

  it('a comparison can be viewed', async () => {
    await commands.executeCommand('vscode.open', fileUri(dataPath('demo.glens')));
    await eventually('the editor', () => openTabs().find((tab) => tab.input instanceof TabInputCustom));
    const engine = new EngineService(theExtension().extensionPath);
    const facts = await engine.request('describeComparison', { path: dataPath('demo.glens') });
    assert.equal(facts.status, 'complete');
    engine.dispose();
  });

  it('no checkpoint is looked for', async () => {
    const registry = new CheckpointRegistry();
    assert.deepEqual(await registry.list(), []);
    registry.dispose();
  });

  it('no server is asked', async () => {
    const server = await startModelServer();
    const engine = new EngineService(theExtension().extensionPath);
    const secrets = memorySecrets();
    const servers = new EndpointServers(engine, memoryMemento(), new EndpointKeys(secrets), secrets);
    const added = await servers.add(server.url);
    assert.equal(added.state, 'failed');
    assert.match(added.failure?.message ?? '', /not trusted/);
    assert.deepEqual(server.requests, []);
    servers.dispose();
    engine.dispose();
    await server.close();
  });
});
