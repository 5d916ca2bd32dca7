// What commands, views and webviews have in common: the things that can be done to a comparison.
import { basename } from 'node:path';
import { commands, Uri, workspace } from 'vscode';
import { GuardrailError } from '../protocol/errors';
import type { Side } from '../protocol/outcomes';
import type { RunService } from './comparisons/runService';
import { exportComparison, exportReadableRows } from './comparisons/exportComparison';
import { responseUri } from './diff/responseUri';
import type { EngineService } from './engineService';
import { showError } from './showError';
import { stepDone } from './walkthrough';

export const comparisonViewType = 'guardrailLens.comparison';

export class Actions {
  constructor(
    readonly engine: EngineService,
    private readonly runs: () => RunService,
  ) {}

  async openComparison(path: string): Promise<void> {
    await commands.executeCommand('vscode.openWith', Uri.file(path), comparisonViewType);
  }

  /** Shows errors itself; resolves at the end of the run. */
  async resume(path: string): Promise<void> {
    await this.shown(async () => {
      if (!workspace.isTrusted) throw untrusted();
      await this.runs().resume(path);
    });
  }

  stop(path: string): void {
    this.runs().stop(path);
  }

  /** VS Code's own diff editor on two answers to one prompt. */
  async diff(
    { path, column }: { readonly path: string; readonly column: number },
    what: { readonly promptId: number; readonly sample: number; readonly left: Side; readonly right: Side },
  ): Promise<void> {
    const uri = (side: Side): Uri =>
      responseUri({ path, column, promptId: what.promptId, sample: what.sample, side });
    const title = `Prompt ${what.promptId}: ${what.left} ↔ ${what.right} (${basename(path)})`;
    await commands.executeCommand('vscode.diff', uri(what.left), uri(what.right), title, { preview: true });
    stepDone('diffed');
  }

  async exportReport(path: string): Promise<void> {
    await this.shown(() => exportComparison(this.engine, path));
  }

  async exportReadable(path: string): Promise<void> {
    await this.shown(() => exportReadableRows(this.engine, path));
  }

  /** Runs `work`, showing what goes wrong. */
  async shown(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await showError(error, () => this.engine.showLog());
    }
  }
}

function untrusted(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'This workspace is not trusted: nothing is run in it.',
    'Trust the workspace (Manage Workspace Trust), then resume.',
  );
}
