// The tree of what can be compared: checkpoints, servers with their models, files of responses made elsewhere, control policies.
import { basename } from 'node:path';
import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import { environmentOf } from '../../safety/control/environments';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import { childrenOf, type CheckpointNode } from '../checkpoints/checkpointNodes';
import type { PolicyEntry } from '../checkpoints/policyEntry';
import { DisposableOwner } from '../disposables';
import type { SubjectRegistry } from '../subjects/subjectRegistry';
import { modelItem, responsesItem, serverItem } from './endpointItems';

export class CheckpointsView extends DisposableOwner implements TreeDataProvider<CheckpointNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  /** Which models of servers have others below them. */
  private readonly parents = new WeakMap<CheckpointNode, boolean>();

  constructor(private readonly registry: SubjectRegistry) {
    super();
    this.register(registry.onDidChange(() => this.changed.fire(undefined)));
  }

  /** Empty in an untrusted workspace: the view's welcome text says why nothing is looked for. */
  async getChildren(node?: CheckpointNode): Promise<CheckpointNode[]> {
    if (!workspace.isTrusted) return [];
    const listed = await this.registry.listed();
    const children = childrenOf(listed, node);
    for (const child of children) {
      if (child.kind === 'endpoint') this.parents.set(child, childrenOf(listed, child).length > 0);
    }
    return children;
  }

  getTreeItem(node: CheckpointNode): TreeItem {
    switch (node.kind) {
      case 'add':
        return node.what === 'checkpoint' ? addCheckpointItem() : addEndpointItem();
      case 'run':
        return runItem(node);
      case 'server':
        return serverItem(node.server);
      case 'endpoint':
        return modelItem(node, this.parents.get(node) === true);
      case 'responses':
        return responsesItem(node.path);
      case 'policy':
        return policyItem(node.entry);
      case 'checkpoint':
        return checkpointItem(node.entry);
    }
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
  const { problem } = entry;
  item.iconPath =
    problem === undefined
      ? new ThemeIcon(icons[entry.kind])
      : new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.description = problem === undefined ? stateWord(entry) : 'cannot be used';
  item.contextValue = [
    'checkpoint',
    entry.kind,
    ...(entry.basePath === null || problem !== undefined ? [] : ['hasBase']),
    ...(entry.added ? ['added'] : []),
  ].join(' ');
  item.resourceUri = Uri.file(entry.path);
  item.tooltip = [
    `${entry.name} — ${kindNames[entry.kind]}`,
    entry.path,
    ...(problem === undefined ? [] : [problem.message, problem.advice]),
    ...(entry.builtIn ? ['Comes with the extension, to try things with.'] : []),
    ...(entry.baseName === null ? [] : [`Base: ${entry.baseName}`]),
    ...(entry.kind === 'adapter' && entry.basePath === null
      ? ['Its base is not in this workspace. Add the base, then compare.']
      : []),
  ].join('\n');
  item.accessibilityInformation = {
    label: `${entry.name}, ${kindNames[entry.kind]}${problem === undefined ? '' : ', cannot be used'}`,
  };
  return item;
}

function stateWord(entry: CheckpointEntry): string {
  return entry.kind === 'adapter' && entry.basePath === null ? 'base not found' : kindWord(entry);
}

function kindWord(entry: CheckpointEntry): string {
  if (entry.builtIn) return 'built-in';
  return entry.kind === 'model' ? '' : entry.kind === 'gguf' ? 'GGUF' : 'adapter';
}

function policyItem({ path, name, environment, added }: PolicyEntry): TreeItem {
  const { title } = environmentOf(environment);
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = `policy:${path}`;
  item.iconPath = new ThemeIcon('compass');
  item.description = 'control policy';
  item.contextValue = added ? 'policy added' : 'policy';
  item.resourceUri = Uri.file(path);
  item.tooltip = `${name} — control policy of ${title}\n${path}\nIt acts in episodes of its environment, and is compared with policies of the same.`;
  item.accessibilityInformation = { label: `${name}, control policy of ${title}` };
  return item;
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

function addCheckpointItem(): TreeItem {
  return addItem({
    id: 'add',
    label: 'Add Checkpoint…',
    description: 'of your own',
    command: 'guardrailLens.addCheckpoint',
    tooltip:
      'A Hugging Face folder, a PEFT adapter or a GGUF file. Those in the workspace are found by themselves; there are none.',
    spoken: 'Add a checkpoint of your own',
  });
}

function addEndpointItem(): TreeItem {
  return addItem({
    id: 'addEndpoint',
    label: 'Add Endpoint…',
    description: 'models of a server',
    command: 'guardrailLens.addEndpoint',
    tooltip:
      'A server that speaks the OpenAI protocol: vLLM, SGLang, llama.cpp, Ollama or a provider. Its models and adapters are listed here.',
    spoken: 'Add the models of a server',
  });
}

function addItem(what: {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly command: string;
  readonly tooltip: string;
  readonly spoken: string;
}): TreeItem {
  const item = new TreeItem(what.label, TreeItemCollapsibleState.None);
  item.id = what.id;
  item.iconPath = new ThemeIcon('add');
  item.description = what.description;
  item.command = { command: what.command, title: what.label };
  item.contextValue = 'add';
  item.tooltip = what.tooltip;
  item.accessibilityInformation = { label: what.spoken, role: 'button' };
  return item;
}
