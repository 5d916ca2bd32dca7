// The pages of reward audits: one per configuration in a window, brought back after a reload.
import { basename } from 'node:path';
import {
  commands,
  Uri,
  ViewColumn,
  window,
  type ExtensionContext,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from 'vscode';
import type { FigureFile } from '../../protocol/figures';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { saveFigure } from '../figures/saveFigure';
import { WebviewChannel } from '../panels/webviewChannel';
import { webviewHtml, webviewOptions } from '../panels/webviewHtml';
import { exportAudit } from './exportAudit';
import { auditPageHandlers } from './auditPageHandlers';
import { readAuditRequest } from './readAuditRequest';
import { RewardAudit } from './rewardAudit';

const auditViewType = 'guardrailLens.rewardAudit';

export class AuditPanels extends DisposableOwner implements WebviewPanelSerializer {
  private readonly open = new Map<string, WebviewPanel>();
  /** They outlive their pages: closing one does not stop its audit. */
  private readonly audits = new Map<string, RewardAudit>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly engine: EngineService,
  ) {
    super();
    this.register(window.registerWebviewPanelSerializer(auditViewType, this));
  }

  show(configPath: string): void {
    const known = this.open.get(configPath);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const options = { ...webviewOptions(this.context.extensionUri), enableFindWidget: true };
    const panel = window.createWebviewPanel(
      auditViewType,
      `Audit: ${basename(configPath)}`,
      ViewColumn.Active,
      options,
    );
    this.fill(panel, configPath);
  }

  /** The page remembers its configuration. One that never got so far has nothing to show. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const configPath = configPathOf(state);
    if (configPath === null || this.open.has(configPath)) panel.dispose();
    else {
      panel.webview.options = webviewOptions(this.context.extensionUri);
      this.fill(panel, configPath);
    }
    return Promise.resolve();
  }

  private fill(panel: WebviewPanel, configPath: string): void {
    this.open.set(configPath, panel);
    const audit = this.auditOf(configPath);
    const actions = {
      exportAudit,
      saveFigure: (file: FigureFile) => saveFigure(file, configPath.replace(/\.json$/u, '')),
      openConfig: () => window.showTextDocument(Uri.file(configPath), { preview: true }),
      showLog: () => commands.executeCommand('guardrailLens.showLog'),
    };
    const channel = new WebviewChannel(panel.webview, auditPageHandlers(audit, actions), readAuditRequest);
    const subscriptions = [
      channel,
      audit.onDidChange((state) => channel.notify('auditChanged', state)),
      audit.onProgress((progress) => channel.notify('auditProgress', progress)),
      audit.onDidFail((error) => channel.notify('failed', error)),
    ];
    panel.onDidDispose(() => {
      this.open.delete(configPath);
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.webview.html = webviewHtml(panel.webview, this.context.extensionUri, 'audit', 'Reward audit');
  }

  private auditOf(configPath: string): RewardAudit {
    const known = this.audits.get(configPath);
    if (known !== undefined) return known;
    const audit = this.register(new RewardAudit(this.engine, configPath));
    this.audits.set(configPath, audit);
    return audit;
  }
}

function configPathOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('configPath' in state)) return null;
  return typeof state.configPath === 'string' ? state.configPath : null;
}
