// Where an export is saved, and the word that it is. Knows nothing of what is in it.
import { basename, dirname, join } from 'node:path';
import { commands, env, Uri, window } from 'vscode';
import { inertMessage } from './inertText';
import { stepDone } from './walkthrough';

export interface ExportLabel {
  readonly label: string;
  /** Of the file's name, without its dot. */
  readonly extension: string;
}

/** `beside`: the file that it is an export of, without its extension. undefined: nowhere. */
export function askExportTarget(
  { label, extension }: ExportLabel,
  beside: string,
): Thenable<Uri | undefined> {
  return window.showSaveDialog({
    defaultUri: Uri.file(`${beside}.${extension}`),
    filters: { [label]: [extension] },
    title: `Export ${label}`,
  });
}

/**
 * For what is several files: a folder in the one that is chosen, called as what it is an export of, with `suffix` behind it.
 * undefined: nowhere.
 */
export async function askExportFolder(
  { label }: Pick<ExportLabel, 'label'>,
  beside: string,
  suffix: string,
): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    defaultUri: Uri.file(dirname(beside)),
    title: `Export ${label}`,
    openLabel: 'Export Here',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  const parent = chosen?.[0];
  return parent === undefined ? undefined : Uri.file(join(parent.fsPath, `${basename(beside)}-${suffix}`));
}

/** Says that a folder was written. */
export async function tellExportedFolder({ label }: Pick<ExportLabel, 'label'>, target: Uri): Promise<void> {
  stepDone('shared');
  await window.showInformationMessage(inertMessage(`${label} written: ${target.fsPath}`));
}

/** Says that it is written, and opens it where that is asked for. `left`: what could not be exported. */
export async function tellExported({ label, extension }: ExportLabel, target: Uri, left = ''): Promise<void> {
  stepDone('shared');
  const choice = await window.showInformationMessage(
    inertMessage(`${label} written: ${target.fsPath}${left}`),
    'Open',
  );
  if (choice === undefined) return;
  if (extension === 'html') await env.openExternal(target);
  else await commands.executeCommand('vscode.open', target);
}
