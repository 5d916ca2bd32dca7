// The status-bar item while comparisons run.
import { basename } from 'node:path';
import { StatusBarAlignment, window } from 'vscode';
import { progressText } from '../safety/presentation/progressText';
import type { RunService } from './comparisons/runService';
import { DisposableOwner } from './disposables';
import { setItemCommand } from './itemCommand';

export class RunStatus extends DisposableOwner {
  private readonly item = this.register(
    window.createStatusBarItem('guardrailLens.run', StatusBarAlignment.Left, 0),
  );

  constructor(runs: RunService) {
    super();
    this.item.name = 'Guardrail Lens';
    this.register(
      runs.onProgress(({ path, progress }) => {
        if (progress === null) {
          if (runs.running().length === 0) this.item.hide();
          return;
        }
        const share = progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total);
        this.item.text = `$(loading~spin) Guardrails ${share}%`;
        this.item.tooltip = `${basename(path)}: ${progressText(progress)}`;
        setItemCommand(this.item, {
          command: 'guardrailLens.openComparison',
          title: 'Open',
          arguments: [{ path }],
        });
        this.item.show();
      }),
    );
  }
}
