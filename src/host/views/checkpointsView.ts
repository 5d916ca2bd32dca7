// The tree of checkpoints: adapters under their base, training steps under their run.
import { basename } from 'node:path';
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
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
    return childrenOf(await this.registry.list(), node);
  }

  getTreeItem(node: CheckpointNode): TreeItem {
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
    ...(entry.baseName === null ? [] : [`Base: ${entry.baseName}`]),
    ...(entry.kind === 'adapter' && entry.basePath === null
      ? ['Its base is not in this workspace. Add the base, then compare.']
      : []),
  ].join('\n');
  item.accessibilityInformation = { label: `${entry.name}, ${kindNames[entry.kind]}` };
  return item;
}

function kindWord(entry: CheckpointEntry): string {
  const kind = entry.kind === 'model' ? '' : entry.kind === 'gguf' ? 'GGUF' : 'adapter';
  return entry.builtIn ? `built-in ${kind}`.trim() : kind;
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
