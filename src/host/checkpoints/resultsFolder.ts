// Where what is made of a checkpoint is put.
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { workspace } from 'vscode';
import type { SubjectEntry } from '../subjects/subjectEntry';

/** The workspace's folder, else that of the checkpoint or file; never one of the extension's own. */
export function resultsFolder(subject: SubjectEntry): string {
  return workspace.workspaceFolders?.[0]?.uri.fsPath ?? folderOf(subject);
}

function folderOf(subject: SubjectEntry): string {
  switch (subject.kind) {
    case 'checkpoint':
      return subject.entry.builtIn ? homedir() : dirname(subject.entry.path);
    case 'policy':
      return dirname(subject.entry.path);
    case 'endpoint':
      return homedir();
    case 'responses':
      return dirname(subject.path);
  }
}
