// An untrusted workspace: comparisons can be viewed, nothing is loaded or run.
import assert from 'node:assert/strict';
import { commands, TabInputCustom, workspace } from 'vscode';
import { CheckpointRegistry } from '../../../src/host/checkpoints/checkpointRegistry';
import { EngineService } from '../../../src/host/engineService';
import { dataPath, eventually, fileUri, openTabs, theExtension } from '../support';

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
});
