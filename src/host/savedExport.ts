// Where an export is saved, and the word that it is. Knows nothing of what is in it.
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
