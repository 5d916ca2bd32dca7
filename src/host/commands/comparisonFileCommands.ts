// Commands about a comparison's file as a file: rename, delete, show where it lies.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { commands, Uri, window, workspace } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { Actions } from '../actions';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import type { RunService } from '../comparisons/runService';
import type { ComparisonNode } from '../views/comparisonsView';
import type { CommandHandlers } from './commandIds';
import { inertMessage } from '../inertText';

export interface ComparisonFileParts {
  readonly actions: Pick<Actions, 'shown'>;
  readonly comparisons: Pick<ComparisonRegistry, 'add'>;
  readonly runs: Pick<RunService, 'running'>;
}

export function comparisonFileCommands({
  actions,
  comparisons,
  runs,
}: ComparisonFileParts): Pick<CommandHandlers, 'renameComparison' | 'deleteComparison' | 'revealComparison'> {
  const atRest =
    (act: (path: string) => Promise<void>): ((node?: ComparisonNode) => Promise<void>) =>
    (node) =>
      actions.shown(async () => {
        if (node === undefined) return;
        if (runs.running().includes(node.path)) throw running(node.path);
        await act(node.path);
      });
  return {
    renameComparison: atRest(async (path) => {
      const name = await window.showInputBox({
        title: 'Rename Comparison',
        value: basename(path, '.glens'),
        validateInput: (text) => nameProblem(text, path),
      });
      if (name === undefined || name === basename(path, '.glens')) return;
      const renamed = join(dirname(path), `${name}.glens`);
      await workspace.fs.rename(Uri.file(path), Uri.file(renamed), { overwrite: false });
      await comparisons.add(renamed);
    }),
    deleteComparison: atRest(async (path) => {
      const choice = await window.showWarningMessage(
        inertMessage(`Delete ${basename(path)}?`),
        { modal: true, detail: 'The file goes to the trash, with all its responses and verdicts.' },
        'Delete',
      );
      if (choice === 'Delete') await workspace.fs.delete(Uri.file(path), { useTrash: true });
    }),
    revealComparison: async (node?: ComparisonNode) => {
      if (node === undefined) return;
      const uri = Uri.file(node.path);
      // The explorer knows the workspace alone.
      const where = workspace.getWorkspaceFolder(uri) === undefined ? 'revealFileInOS' : 'revealInExplorer';
      await commands.executeCommand(where, uri);
    },
  };
}

/** What is wrong with a new name, without its extension; null: nothing. */
export function nameProblem(name: string, path: string): string | null {
  if (name.trim() === '') return 'A name is needed.';
  if (/[\\/:*?"<>|]/.test(name)) return 'A name has none of \\ / : * ? " < > |';
  const renamed = join(dirname(path), `${name}.glens`);
  return renamed !== path && existsSync(renamed) ? `There is a ${name}.glens already.` : null;
}

function running(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${basename(path)} is being run.`,
    'Stop the comparison first, or wait for its end.',
  );
}
