// What the audit's page may ask of the host.
import type { AuditSummary } from '../../protocol/audit';
import type { AuditViewRequestName } from '../../protocol/auditPanel';
import type { FigureFile } from '../../protocol/figures';
import type { WebviewHandlers } from '../panels/webviewChannel';
import type { RewardAudit } from './rewardAudit';

export interface AuditPageActions {
  exportAudit(summary: AuditSummary): Thenable<unknown>;
  saveFigure(file: FigureFile): Thenable<unknown>;
  openConfig(): Thenable<unknown>;
  showLog(): Thenable<unknown>;
}

export function auditPageHandlers(
  audit: Pick<RewardAudit, 'state' | 'plan' | 'start' | 'stop' | 'summary'>,
  actions: AuditPageActions,
): WebviewHandlers<AuditViewRequestName> {
  return {
    auditState: () => audit.state(),
    sizeAudit: ({ size, estimate }) => audit.plan(size, estimate),
    startAudit: ({ size, fresh }) => {
      // Returns at once: an audit takes long, and tells its end and its errors by itself.
      void audit.start(size, fresh);
      return Promise.resolve(null);
    },
    stopAudit: () => {
      audit.stop();
      return Promise.resolve(null);
    },
    exportAudit: async () => {
      const summary = await audit.summary();
      if (summary !== null) await actions.exportAudit(summary);
      return null;
    },
    saveFigure: async (file) => {
      await actions.saveFigure(file);
      return null;
    },
    openAuditConfig: async () => {
      await actions.openConfig();
      return null;
    },
    showLog: async () => {
      await actions.showLog();
      return null;
    },
  };
}
