// The list of training runs, live ones with their progress.
import { basename, dirname } from 'node:path';
import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
  type TreeDataProvider,
  type Uri,
} from 'vscode';
import type { TrainingStatus } from '../../protocol/training';
import type { TrainingViewState } from '../../protocol/trainingPanel';
import { DisposableOwner } from '../disposables';
import { describeUnreadable } from '../views/unreadableItem';
import type { EngineService } from '../engineService';
import { findConfigs } from './trainingConfigs';
import { configOfRun } from './runFolder';
import { offersOf } from './runOffers';
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRuns } from './trainingRuns';
import { trainingDescription } from './trainingDescription';

export interface TrainingNode {
  readonly folder: string;
}

/** A configuration that has not been run. */
export interface TrainingConfigNode {
  readonly config: Uri;
}

export class TrainingView
  extends DisposableOwner
  implements TreeDataProvider<TrainingNode | TrainingConfigNode>
{
  private readonly changed = this.register(new EventEmitter<TrainingNode | TrainingConfigNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly nodes = new Map<string, TrainingNode>();

  constructor(
    private readonly registry: TrainingRegistry,
    private readonly runs: TrainingRuns,
    private readonly engine: EngineService,
  ) {
    super();
    this.register(registry.onDidChange(() => this.changed.fire(undefined)));
    this.register(runs.onDidChange(({ folder }) => this.changed.fire(this.nodes.get(folder))));
  }

  async getChildren(
    node?: TrainingNode | TrainingConfigNode,
  ): Promise<(TrainingNode | TrainingConfigNode)[]> {
    if (node !== undefined) return [];
    const runs = (await this.registry.list()).map((folder) => this.nodeOf(folder));
    return [...runs, ...(await this.unrun())];
  }

  async getTreeItem(node: TrainingNode | TrainingConfigNode): Promise<TreeItem> {
    return 'config' in node ? configItem(node) : this.runItem(node);
  }

  /** Configurations without a run. Nothing is asked of the engine where there is none, or in an untrusted workspace. */
  private async unrun(): Promise<TrainingConfigNode[]> {
    if (!workspace.isTrusted) return [];
    const ran = new Set(await Promise.all((await this.registry.list()).map(configOfRun)));
    const configs = (await findConfigs()).filter(({ fsPath }) => !ran.has(fsPath));
    const runs = await Promise.all(
      configs.map(({ fsPath }) =>
        this.engine.request('latestTraining', { configPath: fsPath }).catch(() => ({ folder: null })),
      ),
    );
    return configs.filter((_, place) => runs[place]?.folder === null).map((config) => ({ config }));
  }

  private async runItem({ folder }: TrainingNode): Promise<TreeItem> {
    const run = this.runs.of(folder);
    const item = new TreeItem(run.name, TreeItemCollapsibleState.None);
    item.id = folder;
    item.command = { command: 'guardrailLens.openTraining', title: 'Open', arguments: [{ folder }] };
    try {
      describe(item, run.state ?? (await run.read()));
    } catch (error) {
      describeUnreadable(item, error);
    }
    // Screen readers would read the tooltip.
    item.accessibilityInformation = { label: `${run.name}, ${String(item.description)}` };
    return item;
  }

  private nodeOf(folder: string): TrainingNode {
    const known = this.nodes.get(folder) ?? { folder };
    this.nodes.set(folder, known);
    return known;
  }
}

const icons: Readonly<Record<TrainingStatus, ThemeIcon>> = {
  running: new ThemeIcon('loading~spin'),
  paused: new ThemeIcon('debug-pause'),
  interrupted: new ThemeIcon('debug-disconnect'),
  stopped: new ThemeIcon('debug-stop'),
  halted: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  finished: new ThemeIcon('pass'),
  failed: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
};

function configItem({ config }: TrainingConfigNode): TreeItem {
  const item = new TreeItem(basename(config.fsPath), TreeItemCollapsibleState.None);
  item.id = config.toString();
  item.iconPath = new ThemeIcon('settings-gear');
  item.description = 'not run yet';
  item.contextValue = 'trainingConfig';
  item.tooltip = workspace.asRelativePath(config);
  item.command = { command: 'vscode.open', title: 'Open', arguments: [config] };
  item.accessibilityInformation = { label: `${basename(config.fsPath)}, not run yet` };
  return item;
}

function describe(item: TreeItem, state: TrainingViewState): void {
  const { facts } = state;
  item.iconPath = icons[facts.status];
  item.description = trainingDescription(state);
  const offers = offersOf(facts);
  item.contextValue = [
    'training',
    ...(offers.pause ? ['running'] : []),
    ...(offers.continue ? ['paused'] : []),
    ...(offers.stop ? ['live'] : []),
    ...(offers.resume ? ['resumable'] : []),
    ...(offers.compare ? ['hasCheckpoints'] : []),
  ].join(' ');
  item.tooltip = [
    item.description,
    ...(facts.base === null ? [] : [`Base: ${facts.base.name}`]),
    ...(facts.reason === null ? [] : [facts.reason]),
    ...(facts.updatedAt === '' ? [] : [`Updated ${new Date(facts.updatedAt).toLocaleString()}`]),
    workspace.asRelativePath(dirname(facts.folder)),
  ].join('\n');
}
