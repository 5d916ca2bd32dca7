// The list of comparisons, running ones with their progress.
import { basename, dirname } from 'node:path';
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import { sideName } from '../../safety/presentation/sideName';
import type { ComparisonFacts, ComparisonStatus } from '../../protocol/comparison';
import { comparisonLine } from '../comparisons/comparisonLine';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import { progressText } from '../../safety/presentation/progressText';
import type { RunService } from '../comparisons/runService';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { describeUnreadable } from './unreadableItem';

export interface ComparisonNode {
  readonly path: string;
}

/** Progress comes many times a second; a tree need not. */
const redrawMilliseconds = 1000;
/** What another window or command line runs tells nothing to this one; neither does its end, where it is killed. */
const lookElsewhereMilliseconds = 10_000;

export class ComparisonsView extends DisposableOwner implements TreeDataProvider<ComparisonNode> {
  private readonly changed = this.register(new EventEmitter<ComparisonNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly nodes = new Map<string, ComparisonNode>();
  private readonly lines = new Map<string, { readonly updatedAt: string; readonly line: string }>();
  private readonly drawn = new Map<string, number>();
  private readonly looks = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly registry: ComparisonRegistry,
    private readonly runs: RunService,
    private readonly engine: EngineService,
  ) {
    super();
    this.register(registry.onDidChange(() => this.changed.fire(undefined)));
    this.register(
      runs.onProgress(({ path, progress }) => {
        const now = Date.now();
        if (progress !== null && now - (this.drawn.get(path) ?? 0) < redrawMilliseconds) return;
        this.drawn.set(path, now);
        this.redraw(path);
      }),
    );
    // Whoever writes a comparison has a lock beside it.
    const locks = this.register(workspace.createFileSystemWatcher('**/*.glens-lock', false, true));
    for (const event of [locks.onDidCreate, locks.onDidDelete]) {
      this.register(event(({ fsPath }) => this.redraw(fsPath.slice(0, -'-lock'.length))));
    }
  }

  async getChildren(node?: ComparisonNode): Promise<ComparisonNode[]> {
    if (node !== undefined) return [];
    return (await this.registry.list()).map((path) => this.nodeOf(path));
  }

  async getTreeItem(node: ComparisonNode): Promise<TreeItem> {
    const item = await this.describedItem(node);
    // Screen readers would read the tooltip.
    const words = [item.label, item.description].filter((part) => typeof part === 'string');
    item.accessibilityInformation = { label: words.join(', ') };
    return item;
  }

  override dispose(): void {
    for (const look of this.looks.values()) clearTimeout(look);
    this.looks.clear();
    super.dispose();
  }

  /** Nothing where it is not listed. */
  private redraw(path: string): void {
    const node = this.nodes.get(path);
    if (node !== undefined) this.changed.fire(node);
  }

  private lookAgain(path: string): void {
    clearTimeout(this.looks.get(path));
    const look = setTimeout(() => {
      this.looks.delete(path);
      this.redraw(path);
    }, lookElsewhereMilliseconds);
    this.looks.set(path, look);
  }

  private async describedItem({ path }: ComparisonNode): Promise<TreeItem> {
    const item = new TreeItem(basename(path, '.glens'), TreeItemCollapsibleState.None);
    item.id = path;
    item.resourceUri = Uri.file(path);
    item.command = { command: 'guardrailLens.openComparison', title: 'Open', arguments: [{ path }] };
    const progress = this.runs.progressOf(path);
    if (this.runs.running().includes(path)) {
      item.iconPath = new ThemeIcon('loading~spin');
      item.description = progress === null ? 'starting' : progressText(progress);
      item.contextValue = 'comparison running';
      item.tooltip = path;
      return item;
    }
    try {
      const facts = await this.engine.request('describeComparison', { path });
      describe(item, facts);
      if (facts.runBy !== undefined) this.lookAgain(path);
      if (facts.status === 'complete') item.description = await this.lineOf(facts);
    } catch (error) {
      describeUnreadable(item, error);
    }
    return item;
  }

  /** Counted once for each state of a file. */
  private async lineOf(facts: ComparisonFacts): Promise<string> {
    const { path, updatedAt } = facts;
    const known = this.lines.get(path);
    if (known?.updatedAt === updatedAt) return known.line;
    const line =
      facts.columns === undefined
        ? comparisonLine(facts, await this.engine.request('summarizeComparison', { path }))
        : `${facts.columns.length} checkpoints · ${updatedAt.slice(0, 10)}`;
    this.lines.set(path, { updatedAt, line });
    return line;
  }

  private nodeOf(path: string): ComparisonNode {
    const known = this.nodes.get(path) ?? { path };
    this.nodes.set(path, known);
    return known;
  }
}

const icons: Record<ComparisonStatus, ThemeIcon> = {
  complete: new ThemeIcon('pass'),
  running: new ThemeIcon('debug-pause'),
  stopped: new ThemeIcon('debug-pause'),
  failed: new ThemeIcon('warning'),
};

function describe(item: TreeItem, facts: ComparisonFacts): void {
  const complete = facts.status === 'complete';
  const elsewhere = facts.runBy !== undefined;
  item.iconPath = elsewhere ? new ThemeIcon('sync') : icons[facts.status];
  item.contextValue = complete ? 'comparison' : elsewhere ? 'comparison elsewhere' : 'comparison resumable';
  const amount = complete
    ? `${facts.prompts.toLocaleString('en-US')} prompts`
    : `${facts.responses} of ${facts.expectedResponses}, ${elsewhere ? 'run elsewhere' : 'stopped'}`;
  item.description = amount;
  const folder = workspace.asRelativePath(dirname(facts.path));
  item.tooltip = [
    `${sideName(facts, 'base')} → ${facts.columns?.map(({ name }) => name).join(', ') ?? sideName(facts, 'tuned')}`,
    amount,
    ...(facts.runBy === undefined ? [] : [`Run by ${facts.runBy}`]),
    `Updated ${new Date(facts.updatedAt).toLocaleString()}`,
    folder,
  ].join('\n');
}
