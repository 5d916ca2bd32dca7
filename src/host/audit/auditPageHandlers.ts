// What the audit's page may ask of the host.
import type { AuditViewRequestName } from '../../protocol/auditPanel';
import type { WebviewHandlers } from '../panels/webviewChannel';
import type { RewardAudit } from './rewardAudit';

export interface AuditPageActions {
  openConfig(): Thenable<unknown>;
  showLog(): Thenable<unknown>;
}

export function auditPageHandlers(
  audit: Pick<RewardAudit, 'state' | 'plan' | 'start' | 'stop'>,
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
