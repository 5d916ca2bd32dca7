// The panels of training runs: one per run in a window, brought back after a reload.
import { basename } from 'node:path';
import {
  TabInputWebview,
  ViewColumn,
  window,
  type ExtensionContext,
  type Tab,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from 'vscode';
import { DisposableOwner } from '../disposables';
import { WebviewChannel } from '../panels/webviewChannel';
import { webviewHtml, webviewOptions } from '../panels/webviewHtml';
import { stepDone } from '../walkthrough';
import { readTrainingRequest } from './readTrainingRequest';
import type { TrainingActions } from './trainingActions';
import { trainingPageHandlers } from './trainingPageHandlers';

const trainingViewType = 'guardrailLens.trainingRun';

export class TrainingPanels extends DisposableOwner implements WebviewPanelSerializer {
  private readonly open = new Map<string, WebviewPanel>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly actions: TrainingActions,
  ) {
    super();
    this.register(window.registerWebviewPanelSerializer(trainingViewType, this));
  }

  show(folder: string): void {
    const known = this.open.get(folder);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const forgotten = this.forgotten(folder);
    // One that is in front is on its way; one behind it stays empty until it is shown, and gives way to a new one.
    if (forgotten.some(({ isActive }) => isActive)) return;
    const options = { ...webviewOptions(this.context.extensionUri), enableFindWidget: true };
    this.fill(
      window.createWebviewPanel(trainingViewType, basename(folder), ViewColumn.Active, options),
      folder,
    );
    if (forgotten.length > 0) void window.tabGroups.close(forgotten, true);
  }

  /** Tabs of a run from before a reload that VS Code has not handed over yet. */
  private forgotten(folder: string): readonly Tab[] {
    const label = basename(folder);
    if ([...this.open.values()].some(({ title }) => title === label)) return [];
    return window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input, label: of }) => of === label && isOurs(input));
  }

  /** The page remembers its folder. One that never got so far has nothing to show. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const folder = folderOf(state);
    if (folder === null || this.open.has(folder)) panel.dispose();
    else {
      panel.webview.options = webviewOptions(this.context.extensionUri);
      this.fill(panel, folder);
    }
    return Promise.resolve();
  }

  private fill(panel: WebviewPanel, folder: string): void {
    this.open.set(folder, panel);
    const run = this.actions.runs.of(folder);
    const channel = new WebviewChannel(
      panel.webview,
      trainingPageHandlers(run, this.actions),
      readTrainingRequest,
    );
    const tickOnceSeen = (): void => {
      if (panel.visible && (run.state?.facts.log.length ?? 0) > 0) stepDone('watched');
    };
    tickOnceSeen();
    const subscriptions = [
      channel,
      run.onDidChange((change) => {
        channel.notify('trainingChanged', change);
        tickOnceSeen();
      }),
      run.onDidFail((error) => channel.notify('failed', error)),
      panel.onDidChangeViewState(tickOnceSeen),
    ];
    panel.onDidDispose(() => {
      this.open.delete(folder);
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.webview.html = webviewHtml(panel.webview, this.context.extensionUri, 'training', 'Training run');
  }
}

/** VS Code puts a prefix of its own before the type. */
function isOurs(input: unknown): boolean {
  return input instanceof TabInputWebview && input.viewType.endsWith(trainingViewType);
}

function folderOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('folder' in state)) return null;
  return typeof state.folder === 'string' ? state.folder : null;
}
