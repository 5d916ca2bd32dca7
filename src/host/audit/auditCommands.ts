// The command that audits the rewards of a training configuration.
import type { Uri } from 'vscode';
import type { CommandHandlers } from '../commands/commandIds';
import type { EngineService } from '../engineService';
import { showError } from '../showError';
import { chooseConfig } from '../training/chooseConfig';
import type { AuditPanels } from './auditPanels';

export function auditCommands(
  engine: EngineService,
  panels: AuditPanels,
): Pick<CommandHandlers, 'auditReward'> {
  return {
    auditReward: async (uri?: Uri) => {
      try {
        const path = await chooseConfig('Audit a reward', uri);
        if (path !== null) panels.show(path);
      } catch (error) {
        await showError(error, () => engine.showLog());
      }
    },
  };
}
