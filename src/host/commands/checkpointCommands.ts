// Commands about single checkpoints and benchmarks.
import { commands, Uri, window } from 'vscode';
import type { Actions } from '../actions';
import { checkpointItems } from '../checkpoints/checkpointItems';
import { readPolicyEntry } from '../checkpoints/policyEntry';
import { readEntry } from '../checkpoints/readEntry';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { factsUri } from '../diff/factsDocuments';
import { addToListSetting, removeFromListSetting } from '../settings';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import type { CommandHandlers } from './commandIds';
import { inertMessage } from '../inertText';

export function checkpointCommands(
  actions: Actions,
  registry: CheckpointRegistry,
): Pick<
  CommandHandlers,
  'addCheckpoint' | 'removeCheckpoint' | 'inspectCheckpoint' | 'refreshCheckpoints' | 'importBenchmark'
> {
  return {
    addCheckpoint: async (uri?: Uri) => {
      const chosen = uri instanceof Uri ? [uri] : await askCheckpoint();
      if (chosen === 'hub') {
        await commands.executeCommand('guardrailLens.addFromHub');
        return;
      }
      for (const { fsPath } of chosen) {
        if ((await readEntry(fsPath, true)) === null && (await readPolicyEntry(fsPath, true)) === null) {
          await window.showWarningMessage(
            inertMessage(
              `${fsPath} is no checkpoint: a Hugging Face folder has config.json and *.safetensors, an adapter folder adapter_config.json; GGUF is a file.`,
            ),
          );
        } else {
          await addToListSetting('checkpointFolders', fsPath);
        }
      }
      registry.refresh();
    },
    removeCheckpoint: async (node?: CheckpointNode) => {
      if (node?.kind === 'checkpoint' || node?.kind === 'policy')
        await removeFromListSetting('checkpointFolders', node.entry.path);
    },
    inspectCheckpoint: async (node?: CheckpointNode) => {
      const entry = node?.kind === 'checkpoint' ? node.entry : await askEntry(registry);
      if (entry === undefined) return;
      const uri = factsUri(entry.path, entry.basePath);
      await commands.executeCommand('vscode.open', uri, { preview: true });
    },
    refreshCheckpoints: () => {
      registry.refresh();
      return Promise.resolve();
    },
    importBenchmark: () =>
      actions.shown(async () => {
        const chosen = await window.showOpenDialog({
          title: 'Import Benchmark',
          openLabel: 'Import',
          canSelectFiles: true,
          canSelectFolders: true,
          filters: { 'Benchmarks (CSV, manifest.json)': ['csv', 'json', 'jsonl'] },
        });
        const path = chosen?.[0]?.fsPath;
        if (path === undefined) return;
        const { suites } = await actions.engine.request('listSuites', { paths: [path] });
        const found = suites.filter((suite) => !suite.builtIn);
        await addToListSetting('benchmarkPaths', path);
        await window.showInformationMessage(
          inertMessage(
            `Imported: ${found.map((suite) => `${suite.title} (${suite.prompts} prompts)`).join(', ')}.`,
          ),
        );
      }),
  };
}

/** `hub`: by the command for it. */
async function askCheckpoint(): Promise<readonly Uri[] | 'hub'> {
  const kind = await window.showQuickPick(
    [
      { label: 'Folder', description: 'Hugging Face checkpoint or PEFT adapter', from: 'folder' },
      { label: 'GGUF file', description: 'with its tokenizer inside', from: 'file' },
      { label: 'Hugging Face…', description: 'search the hub and download', from: 'hub' },
    ],
    { title: 'Add Checkpoint' },
  );
  if (kind === undefined) return [];
  if (kind.from === 'hub') return 'hub';
  const chosen = await window.showOpenDialog({
    title: 'Add Checkpoint',
    openLabel: 'Add',
    canSelectFolders: kind.from === 'folder',
    canSelectFiles: kind.from === 'file',
    canSelectMany: true,
    ...(kind.from === 'folder' ? {} : { filters: { GGUF: ['gguf'] } }),
  });
  return chosen ?? [];
}

async function askEntry(
  registry: CheckpointRegistry,
): Promise<{ readonly path: string; readonly basePath: string | null } | undefined> {
  const entries = await registry.list();
  const choice = await window.showQuickPick(checkpointItems(entries), {
    title: 'Inspect Checkpoint',
    matchOnDetail: true,
  });
  return choice?.entry;
}
