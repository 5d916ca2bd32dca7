// Which training configuration a command is about.
import { basename } from 'node:path';
import { commands, Uri, window, workspace } from 'vscode';
import { findConfigs, isTrainingConfig } from './trainingConfigs';
import { inertMessage } from '../inertText';

/**
 * The file given, the one in front, or one that is chosen; saved first, since another process reads it. null: none.
 * @param title of the choice
 */
export async function chooseConfig(title: string, uri?: Uri): Promise<string | null> {
  const inFront = window.activeTextEditor?.document.uri;
  const chosen =
    uri instanceof Uri
      ? uri
      : inFront !== undefined && isTrainingConfig(inFront)
        ? inFront
        : await askConfig(title);
  if (chosen === null) return null;
  const open = workspace.textDocuments.find((document) => document.uri.toString() === chosen.toString());
  if (open?.isDirty === true) await open.save();
  return chosen.fsPath;
}

async function askConfig(title: string): Promise<Uri | null> {
  const configs = await findConfigs();
  if (configs.length === 0) {
    await sayNone('There is no *.train.json in this workspace, which describes a training run.');
    return null;
  }
  const choice = await window.showQuickPick(
    configs.map((uri) => ({ label: basename(uri.fsPath), description: workspace.asRelativePath(uri), uri })),
    { title, placeHolder: 'Configuration' },
  );
  return choice?.uri ?? null;
}

/** With the way to one, where anything may be trained. */
export async function sayNone(text: string): Promise<void> {
  const ways = workspace.isTrusted ? ['Train Checkpoint…'] : [];
  const choice = await window.showInformationMessage(inertMessage(text), ...ways);
  if (choice !== undefined) await commands.executeCommand('guardrailLens.trainCheckpoint');
}
