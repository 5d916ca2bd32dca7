// Comparisons as the tree, the documents and the editor show them.
import assert from 'node:assert/strict';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { commands, TabInputCustom, TabInputTextDiff, workspace } from 'vscode';
import { Actions, comparisonViewType } from '../../../src/host/actions';
import { ComparisonRegistry } from '../../../src/host/comparisons/comparisonRegistry';
import { ComparisonModel } from '../../../src/host/comparisons/comparisonModel';
import { Reveals } from '../../../src/host/comparisons/reveals';
import { RunService } from '../../../src/host/comparisons/runService';
import { factsUri } from '../../../src/host/diff/factsDocuments';
import { responseUri } from '../../../src/host/diff/responseUri';
import { EngineService } from '../../../src/host/engineService';
import { ComparisonsView } from '../../../src/host/views/comparisonsView';
import type { ErrorData } from '../../../src/protocol/errors';
import {
  closeTabs,
  dataPath,
  eventually,
  itemText,
  fileUri,
  memoryMemento,
  noEndpoints,
  noticed,
  openTabs,
  theExtension,
  workspacePath,
} from '../support';

describe('comparisons', () => {
  const engine = new EngineService(theExtension().extensionPath);
  const memento = memoryMemento();
  const runs: RunService = new RunService(engine, memento, noEndpoints, () => Promise.resolve());
  const actions = new Actions(engine, () => runs);
  const demo = workspacePath('demo.glens');
  before(() => {
    copyFileSync(dataPath('demo.glens'), demo);
    writeFileSync(workspacePath('broken.glens'), 'This is no comparison.\n');
  });
  after(async () => {
    await closeTabs();
    for (const name of ['demo.glens', 'broken.glens']) rmSync(workspacePath(name), { force: true });
    runs.dispose();
    engine.dispose();
  });
  afterEach(closeTabs);

  it('stand in the tree with what changed and when, unreadable ones with what to do', async () => {
    const registry = new ComparisonRegistry(memento);
    const view = new ComparisonsView(registry, runs, engine);
    try {
      const nodes = await eventually('both files', async () => {
        const found = await view.getChildren();
        return found.length === 2 ? found : undefined;
      });
      const [broken, good] = await Promise.all(nodes.map((node) => view.getTreeItem(node)));
      assert.equal(broken?.description, 'cannot be read');
      assert.match(itemText(broken.tooltip), /broken\.glens.*\n.+/);
      assert.match(itemText(good?.description), /^[+−\d.]+ pp \[.+\] · \d{4}-\d\d-\d\d$/);
      assert.equal(good?.contextValue, 'comparison');
    } finally {
      view.dispose();
      registry.dispose();
    }
  });

  it('open in their own editor', async () => {
    await commands.executeCommand('vscode.open', fileUri(demo));
    const input = await eventually('the tab', () =>
      openTabs()
        .map((tab) => tab.input)
        .find((input) => input instanceof TabInputCustom),
    );
    assert.equal(input.viewType, comparisonViewType);
    assert.equal(input.uri.fsPath, demo);
  });

  it('open even if they are broken: the editor says what is wrong', async () => {
    await commands.executeCommand(
      'vscode.openWith',
      fileUri(workspacePath('broken.glens')),
      comparisonViewType,
    );
    await eventually('the tab', () => openTabs().find((tab) => tab.label === 'broken.glens'));
    const model = new ComparisonModel(workspacePath('broken.glens'), engine, runs, new Reveals());
    await assert.rejects(model.state(), { code: 'storeInvalid' });
    model.dispose();
  });

  it('tell their views when the file is deleted', async () => {
    const path = workspacePath('gone.glens');
    copyFileSync(demo, path);
    const model = new ComparisonModel(path, engine, runs, new Reveals());
    const failed: ErrorData[] = [];
    model.onDidFail((error) => failed.push(error));
    await model.state();
    const error = await noticed(
      'the end of the file',
      async () => {
        copyFileSync(demo, path);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        rmSync(path);
      },
      () => failed[0],
    );
    assert.match(error.message, /gone\.glens was deleted/);
    assert.match(error.advice, /Restore/);
    model.dispose();
  });

  it('give responses as documents and show two of them in the diff editor', async () => {
    const address = { path: demo, promptId: await firstPrompt(engine, demo), sample: 0 };
    const document = await workspace.openTextDocument(responseUri({ ...address, side: 'tuned' }));
    assert.ok(document.getText().length > 0);
    await actions.diff(
      { path: demo, column: 0 },
      { promptId: address.promptId, sample: 0, left: 'base', right: 'tuned' },
    );
    const input = await eventually('the diff editor', () =>
      openTabs()
        .map((tab) => tab.input)
        .find((input) => input instanceof TabInputTextDiff),
    );
    assert.match(input.original.path, /base\.glens-response$/);
    assert.match(input.modified.path, /tuned\.glens-response$/);
  });

  it('say so where there is no such response', async () => {
    const uri = responseUri({ path: demo, promptId: 999_999, sample: 0, side: 'base' });
    assert.match((await workspace.openTextDocument(uri)).getText(), /no base response to prompt 999999/);
  });

  it('give the facts of a checkpoint as a document', async () => {
    const uri = factsUri(workspacePath('models', 'llama-lora'), workspacePath('models', 'llama'));
    assert.match((await workspace.openTextDocument(uri)).getText(), /llama/i);
    const missing = await workspace.openTextDocument(factsUri(workspacePath('models', 'none'), null));
    assert.match(missing.getText(), /none/);
  });
});

async function firstPrompt(engine: EngineService, path: string): Promise<number> {
  const query = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1 } as const;
  const { rows } = await engine.request('queryRows', { path, query });
  const [row] = rows;
  assert.ok(row);
  return row.id;
}
