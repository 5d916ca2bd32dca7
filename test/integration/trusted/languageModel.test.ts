// The tools that language models in VS Code may call: there by their names, and silent about prompts and answers.
import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { LanguageModelTextPart, lm } from 'vscode';
import { EngineService } from '../../../src/host/engineService';
import { dataPath, eventually, theExtension, workspacePath } from '../support';

describe('tools for language models', () => {
  const demo = workspacePath('demo.glens');
  before(async () => {
    copyFileSync(dataPath('demo.glens'), demo);
    await theExtension().activate();
    await eventually('the tools', () => (ours().length > 0 ? true : undefined));
  });
  after(() => rmSync(demo, { force: true }));

  it('are those that the manifest describes', () => {
    const { contributes } = theExtension().packageJSON as {
      contributes: { languageModelTools: readonly { name: string }[] };
    };
    assert.deepEqual(ours(), contributes.languageModelTools.map(({ name }) => name).sort());
  });

  it('list, summarize and explain, without a word of prompts and answers', async () => {
    const listed = await eventually('the comparison', async () => {
      const text = await invoke('listComparisons', {});
      return text.includes('demo.glens') ? text : undefined;
    });
    assert.match(listed, /demo\.glens: .* pp \[/);
    const summary = await invoke('summarizeComparison', { comparison: 'demo.glens' });
    assert.match(summary, /^## Guardrail Lens: /);
    const row = await firstRow();
    const explained = await invoke('explainFlip', { comparison: 'demo', prompt: row.id });
    assert.match(explained, new RegExp(`^Prompt ${row.id}: `));
    for (const text of [listed, summary, explained]) assert.ok(!text.includes(row.prompt));
  });

  async function firstRow(): Promise<{ readonly id: number; readonly prompt: string }> {
    const engine = new EngineService(theExtension().extensionPath);
    try {
      const query = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1 } as const;
      const { rows } = await engine.request('queryRows', { path: demo, query });
      const [row] = rows;
      assert.ok(row);
      return row;
    } finally {
      engine.dispose();
    }
  }
});

function ours(): string[] {
  return lm.tools.flatMap(({ name }) => (name.startsWith('guardrailLens_') ? [name] : [])).sort();
}

async function invoke(name: string, input: object): Promise<string> {
  const { content } = await lm.invokeTool(`guardrailLens_${name}`, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
}
