// Commands about a comparison's file as a file: rename, delete, show where it lies.
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { commands, env, Uri, window, workspace } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { Actions } from '../actions';
import { readRowLink } from '../comparisons/rowLink';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import type { RunService } from '../comparisons/runService';
import type { ComparisonNode } from '../views/comparisonsView';
import type { CommandHandlers } from './commandIds';
import { inertMessage } from '../inertText';
import { overPages } from '../overPages';

export interface ComparisonFileParts {
  readonly actions: Pick<Actions, 'shown' | 'openComparison'>;
  readonly comparisons: Pick<ComparisonRegistry, 'add'>;
  readonly runs: Pick<RunService, 'running'>;
  /** In every view of an open comparison. */
  readonly select: (path: string, promptId: number) => void;
}

export function comparisonFileCommands({
  actions,
  comparisons,
  runs,
  select,
}: ComparisonFileParts): Pick<
  CommandHandlers,
  'renameComparison' | 'deleteComparison' | 'revealComparison' | 'openRowLink'
> {
  const atRest =
    (act: (path: string) => Promise<void>): ((node?: ComparisonNode) => Promise<void>) =>
    (node) =>
      actions.shown(async () => {
        if (node === undefined) return;
        if (runs.running().includes(node.path)) throw running(node.path);
        await act(node.path);
      });
  // A click that a busy VS Code takes late is made again: the second question would wait behind the first.
  const asked = new Set<string>();
  return {
    renameComparison: atRest(async (path) => {
      const name = await window.showInputBox({
        ...overPages,
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
      if (asked.has(path)) return;
      asked.add(path);
      try {
        await deleteWhenConfirmed(path);
      } finally {
        asked.delete(path);
      }
    }),
    openRowLink: () =>
      actions.shown(async () => {
        const text = await window.showInputBox({
          ...overPages,
          title: 'Open Link to a Row',
          placeHolder: 'file.glens#prompt=23',
          validateInput: (typed) =>
            typed.trim() === '' || readRowLink(typed) !== null ? null : 'A link is like file.glens#prompt=23',
        });
        const address = text === undefined ? null : readRowLink(text);
        if (address === null) return;
        const path = findLinked(address.path);
        await actions.openComparison(path);
        if (address.promptId !== null) select(path, address.promptId);
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

async function deleteWhenConfirmed(path: string): Promise<void> {
  // VS Code has a trash on the user's own machine only, and refuses to use another's.
  const useTrash = env.remoteName === undefined;
  const where = useTrash ? 'goes to the trash' : 'is deleted for good';
  const choice = await window.showWarningMessage(
    inertMessage(`Delete ${basename(path)}?`),
    { modal: true, detail: `The file ${where}, with all its responses and verdicts.` },
    'Delete',
  );
  if (choice === 'Delete') await workspace.fs.delete(Uri.file(path), { useTrash });
}

/** A relative path counts from a folder of the workspace. @throws GuardrailError where there is no such file */
function findLinked(path: string): string {
  const folders = workspace.workspaceFolders ?? [];
  const candidates = isAbsolute(path)
    ? [path]
    : // With several folders VS Code writes the folder's name first.
      folders.flatMap(({ uri, name }) => [
        join(uri.fsPath, path),
        ...(path.startsWith(`${name}/`) ? [join(uri.fsPath, path.slice(name.length + 1))] : []),
      ]);
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new GuardrailError(
    'storeInvalid',
    `There is no ${path} in this workspace.`,
    'Open the folder that the link counts from, or give the whole path.',
  );
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
