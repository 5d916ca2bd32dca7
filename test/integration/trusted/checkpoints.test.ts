// The registry and the tree over the real workspace API.
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CheckpointRegistry } from '../../../src/host/checkpoints/checkpointRegistry';
import { EndpointKeys } from '../../../src/host/endpoints/endpointKeys';
import { EndpointServers } from '../../../src/host/endpoints/endpointServers';
import { addToListSetting, readSettings, removeFromListSetting } from '../../../src/host/settings';
import type { CheckpointNode } from '../../../src/host/checkpoints/checkpointNodes';
import { SubjectRegistry } from '../../../src/host/subjects/subjectRegistry';
import { CheckpointsView } from '../../../src/host/views/checkpointsView';
import {
  dataPath,
  eventually,
  itemText,
  memoryMemento,
  memorySecrets,
  noticed,
  theExtension,
  workspacePath,
} from '../support';

describe('checkpoints', () => {
  const registry = new CheckpointRegistry();
  const engine = { request: () => Promise.reject(new Error('No server is added here.')) };
  const secrets = memorySecrets();
  const servers = new EndpointServers(engine, memoryMemento(), new EndpointKeys(secrets), secrets);
  const subjects = new SubjectRegistry(registry, servers);
  const view = new CheckpointsView(subjects);
  after(() => {
    for (const part of [view, subjects, servers, registry]) part.dispose();
  });

  it('are found in the workspace, adapters with their base', async () => {
    const entries = await registry.list();
    const found = entries.map(({ kind, path, basePath }) => [
      kind,
      relative(workspacePath('models'), path),
      basePath === null ? null : relative(workspacePath('models'), basePath),
    ]);
    assert.deepEqual(found.sort(), [
      ['adapter', 'llama-lora', 'llama'],
      ['adapter', 'qwen3-lora', 'qwen3'],
      ['adapter', 'rlvr/checkpoint-100', 'llama'],
      ['adapter', 'rlvr/checkpoint-400', 'llama'],
      ['gguf', 'llama-Q8_0.gguf', null],
      ['model', 'llama', null],
      ['model', 'qwen3', null],
    ]);
  });

  it('stand in the tree: adapters under their base, steps under their run', async () => {
    assert.deepEqual(await outline(view), [
      'llama',
      '  llama-lora',
      '  rlvr',
      '    step 100',
      '    step 400',
      'llama-Q8_0',
      'qwen3',
      '  qwen3-lora',
    ]);
  });

  it('tell their facts in tooltips and words for screen readers', async () => {
    const [llama] = await view.getChildren();
    assert.ok(llama);
    const item = view.getTreeItem(llama);
    assert.match(itemText(item.tooltip), /llama — Hugging Face checkpoint\n.*models\/llama/);
    assert.equal(item.accessibilityInformation?.label, 'llama, Hugging Face checkpoint');
  });

  it('have control policies beside them, with where they act', async () => {
    const path = workspacePath('models', 'ppo');
    mkdirSync(path);
    const config = { model_type: 'control-policy', environment: 'point-hazards' };
    writeFileSync(join(path, 'config.json'), JSON.stringify(config));
    try {
      registry.refresh();
      const policy = (await view.getChildren()).at(-1);
      assert.ok(policy?.kind === 'policy');
      const item = view.getTreeItem(policy);
      assert.equal(item.contextValue, 'policy');
      assert.match(itemText(item.tooltip), /ppo — control policy of .*\n.*models\/ppo/);
      assert.deepEqual(await view.getChildren(policy), []);
    } finally {
      rmSync(path, { recursive: true });
      registry.refresh();
    }
  });

  it('are noticed when they come', async () => {
    const path = workspacePath('models', 'rlvr', 'checkpoint-500');
    await noticed(
      'the new step',
      () => {
        rmSync(path, { recursive: true, force: true });
        cpSync(workspacePath('models', 'rlvr', 'checkpoint-400'), path, { recursive: true });
      },
      async () => ((await registry.list()).some((entry) => entry.path === path) ? true : undefined),
    );
    rmSync(path, { recursive: true });
    await eventually('its end', async () =>
      (await registry.list()).some((entry) => entry.path === path) ? undefined : true,
    );
  });

  it('can be added from outside of the workspace, and removed', async () => {
    const outside = dataPath('outside-adapter');
    cpSync(workspacePath('models', 'qwen3-lora'), outside, { recursive: true });
    await addToListSetting('checkpointFolders', outside);
    await eventually('the added checkpoint', async () => {
      const entry = (await registry.list()).find(({ path }) => path === outside);
      return entry?.added === true ? entry : undefined;
    });
    await removeFromListSetting('checkpointFolders', outside);
    assert.deepEqual(readSettings().checkpointFolders, []);
    await eventually('its removal', async () =>
      (await registry.list()).some(({ path }) => path === outside) ? undefined : true,
    );
  });

  it('of a run outside of the workspace stand under their base, too', async () => {
    const run = dataPath('cluster', 'sums');
    cpSync(workspacePath('models', 'rlvr', 'checkpoint-400'), join(run, 'checkpoint-3'), { recursive: true });
    const config = join(run, 'checkpoint-3', 'adapter_config.json');
    const named = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>;
    // Where the base lies on the cluster.
    writeFileSync(config, JSON.stringify({ ...named, base_model_name_or_path: '/shared/models/llama' }));
    const wide = new CheckpointRegistry(null, null, () => [run, dataPath('gone')]);
    const all = new SubjectRegistry(wide, servers);
    const tree = new CheckpointsView(all);
    try {
      assert.deepEqual((await outline(tree)).slice(0, 4), [
        'llama',
        '  llama-lora',
        '  rlvr',
        '    step 100',
      ]);
      assert.ok((await outline(tree)).join('\n').includes('  sums\n    step 3'));
    } finally {
      for (const part of [tree, all, wide]) part.dispose();
    }
  });

  it('come with the extension, too, and stand after those of the workspace', async () => {
    const whole = new CheckpointRegistry(join(theExtension().extensionPath, 'media', 'checkpoints'));
    const all = new SubjectRegistry(whole, servers);
    const tree = new CheckpointsView(all);
    try {
      const entries = await whole.list();
      const builtIn = entries.slice(-5);
      assert.deepEqual(
        builtIn.map(({ name, kind }) => [name, kind]),
        [
          ['glens-tiny', 'model'],
          ['glens-tiny-grpo', 'adapter'],
          ['glens-tiny-sft', 'adapter'],
          ['glens-tiny-sft-harmless', 'adapter'],
          ['glens-tiny-sft-harmless-patched', 'adapter'],
        ],
      );
      assert.ok(builtIn.every((entry) => entry.builtIn));
      assert.ok(entries.slice(0, -5).every((entry) => !entry.builtIn));
      assert.deepEqual((await outline(tree)).slice(-5), [
        'glens-tiny',
        '  glens-tiny-grpo',
        '  glens-tiny-sft',
        '  glens-tiny-sft-harmless',
        '  glens-tiny-sft-harmless-patched',
      ]);
    } finally {
      tree.dispose();
      all.dispose();
      whole.dispose();
    }
  });
});

async function outline(view: CheckpointsView, node?: CheckpointNode, indent = ''): Promise<string[]> {
  const lines: string[] = [];
  for (const child of await view.getChildren(node)) {
    lines.push(
      `${indent}${itemText(view.getTreeItem(child).label)}`,
      ...(await outline(view, child, `${indent}  `)),
    );
  }
  return lines;
}
