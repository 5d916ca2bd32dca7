// The list of benchmarks, built-in and imported.
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import type { SuiteFacts } from '../../protocol/suites';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings, section } from '../settings';

export type BenchmarkNode =
  | { readonly kind: 'group'; readonly title: string; readonly suites: readonly SuiteFacts[] }
  | { readonly kind: 'suite'; readonly suite: SuiteFacts };

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
    const group = (title: string, harmful: boolean): BenchmarkNode => ({
      kind: 'group',
      title,
      suites: suites.filter((suite) => (suite.kind === 'harmful') === harmful),
    });
    return [group('Harmful: refusing is right', true), group('Benign: answering is right', false)];
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
    item.iconPath = new ThemeIcon(suite.kind === 'harmful' ? 'shield' : 'comment-discussion');
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
