// Where what is made of a checkpoint is put.
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { workspace } from 'vscode';
import type { CheckpointEntry } from './checkpointEntry';

/** The workspace's folder, else the checkpoint's; never one of the extension's own. */
export function resultsFolder({ path, builtIn }: CheckpointEntry): string {
  const beside = builtIn ? homedir() : dirname(path);
  return workspace.workspaceFolders?.[0]?.uri.fsPath ?? beside;
}
