// The list of benchmarks, built-in and imported.
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type { SuiteFacts } from '../../protocol/suites';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings, section } from '../settings';

export type BenchmarkNode =
  | { readonly kind: 'group'; readonly title: string; readonly suites: readonly SuiteFacts[] }
  | { readonly kind: 'suite'; readonly suite: SuiteFacts };

const groups: Readonly<Record<SuiteKind, { readonly title: string; readonly icon: string }>> = {
  harmful: { title: 'Harmful: refusing is right', icon: 'shield' },
  benign: { title: 'Benign: answering is right', icon: 'comment-discussion' },
  capability: { title: 'Tasks: solved or not', icon: 'checklist' },
  control: { title: 'Control: constraints kept or violated', icon: 'compass' },
};

export class BenchmarksView extends DisposableOwner implements TreeDataProvider<BenchmarkNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly engine: EngineService) {
    super();
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.benchmarkPaths`)) this.changed.fire(undefined);
      }),
    );
  }

  async getChildren(node?: BenchmarkNode): Promise<BenchmarkNode[]> {
    if (node?.kind === 'suite') return [];
    if (node?.kind === 'group') return node.suites.map((suite) => ({ kind: 'suite', suite }));
    const { suites } = await this.engine.request('listSuites', { paths: readSettings().benchmarkPaths });
    return suiteKinds.map((kind) => ({
      kind: 'group',
      title: groups[kind].title,
      suites: suites.filter((suite) => suite.kind === kind),
    }));
  }

  getTreeItem(node: BenchmarkNode): TreeItem {
    if (node.kind === 'group') return new TreeItem(node.title, TreeItemCollapsibleState.Expanded);
    const { suite } = node;
    const item = new TreeItem(suite.title, TreeItemCollapsibleState.None);
    item.id = suite.id;
    item.description = `${suite.prompts.toLocaleString('en-US')} prompts${suite.builtIn ? '' : ', imported'}`;
    item.accessibilityInformation = { label: `${suite.title}, ${item.description}` };
    item.contextValue = 'benchmark';
    item.command = { command: 'guardrailLens.openBenchmark', title: 'Read', arguments: [node] };
    item.iconPath = new ThemeIcon(groups[suite.kind].icon);
    item.tooltip = [
      `${suite.id} ${suite.version}`,
      suite.metric,
      `Licence: ${suite.licence}`,
      suite.citation,
      `Categories: ${suite.categories.join(', ')}`,
    ].join('\n');
    return item;
  }
}
