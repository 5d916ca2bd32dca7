// The tree of checkpoints: adapters under their base, training steps under their run.
import { basename } from 'node:path';
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import { childrenOf, type CheckpointNode } from '../checkpoints/checkpointNodes';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { DisposableOwner } from '../disposables';

export class CheckpointsView extends DisposableOwner implements TreeDataProvider<CheckpointNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly registry: CheckpointRegistry) {
    super();
    this.register(registry.onDidChange(() => this.changed.fire(undefined)));
  }

  async getChildren(node?: CheckpointNode): Promise<CheckpointNode[]> {
    // The view's welcome text says why nothing is looked for.
    if (!workspace.isTrusted) return [];
    return childrenOf(await this.registry.list(), node);
  }

  getTreeItem(node: CheckpointNode): TreeItem {
    if (node.kind === 'add') return addItem();
    return node.kind === 'run' ? runItem(node) : checkpointItem(node.entry);
  }
}

const icons: Record<CheckpointEntry['kind'], string> = {
  model: 'package',
  adapter: 'layers',
  gguf: 'file-zip',
};
const kindNames: Record<CheckpointEntry['kind'], string> = {
  model: 'Hugging Face checkpoint',
  adapter: 'PEFT adapter',
  gguf: 'GGUF file',
};

function checkpointItem(entry: CheckpointEntry): TreeItem {
  const leaf = entry.kind === 'adapter' || entry.step !== null;
  const state = leaf ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(entry.step === null ? entry.name : `step ${entry.step}`, state);
  item.id = entry.path;
  item.iconPath = new ThemeIcon(icons[entry.kind]);
  item.description = entry.kind === 'adapter' && entry.basePath === null ? 'base not found' : kindWord(entry);
  item.contextValue = [
    'checkpoint',
    entry.kind,
    ...(entry.basePath === null ? [] : ['hasBase']),
    ...(entry.added ? ['added'] : []),
  ].join(' ');
  item.resourceUri = Uri.file(entry.path);
  item.tooltip = [
    `${entry.name} — ${kindNames[entry.kind]}`,
    entry.path,
    ...(entry.builtIn ? ['Comes with the extension, to try things with.'] : []),
    ...(entry.baseName === null ? [] : [`Base: ${entry.baseName}`]),
    ...(entry.kind === 'adapter' && entry.basePath === null
      ? ['Its base is not in this workspace. Add the base, then compare.']
      : []),
  ].join('\n');
  item.accessibilityInformation = { label: `${entry.name}, ${kindNames[entry.kind]}` };
  return item;
}

function kindWord(entry: CheckpointEntry): string {
  if (entry.builtIn) return 'built-in';
  return entry.kind === 'model' ? '' : entry.kind === 'gguf' ? 'GGUF' : 'adapter';
}

function runItem(node: Extract<CheckpointNode, { kind: 'run' }>): TreeItem {
  const item = new TreeItem(basename(node.path), TreeItemCollapsibleState.Expanded);
  item.id = `run:${node.path}`;
  item.iconPath = new ThemeIcon('graph-line');
  item.description = 'training run';
  item.contextValue = 'run';
  item.tooltip = node.path;
  return item;
}

function addItem(): TreeItem {
  const item = new TreeItem('Add Checkpoint…', TreeItemCollapsibleState.None);
  item.id = 'add';
  item.iconPath = new ThemeIcon('add');
  item.description = 'of your own';
  item.command = { command: 'guardrailLens.addCheckpoint', title: 'Add Checkpoint…' };
  item.contextValue = 'add';
  item.tooltip =
    'A Hugging Face folder, a PEFT adapter or a GGUF file. Those in the workspace are found by themselves; there are none.';
  item.accessibilityInformation = { label: 'Add a checkpoint of your own', role: 'button' };
  return item;
}
