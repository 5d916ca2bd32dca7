// Checkpoints as they stand in a quick pick.
import type { QuickPickItem } from 'vscode';
import type { CheckpointEntry } from './checkpointEntry';

export interface CheckpointItem extends QuickPickItem {
  readonly entry: CheckpointEntry;
}

export const kindWords: Readonly<Record<CheckpointEntry['kind'], string>> = {
  model: 'model',
  adapter: 'adapter',
  gguf: 'GGUF',
};

export function checkpointItems(entries: readonly CheckpointEntry[]): CheckpointItem[] {
  return entries.map((entry) => ({
    label: entry.name,
    description: kindWords[entry.kind],
    detail: entry.builtIn ? 'comes with the extension' : entry.path,
    entry,
  }));
}
