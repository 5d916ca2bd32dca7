// The checkpoints that the user can choose from: found in the workspace, or added by hand.
import { basename, dirname } from 'node:path';
import { commands, EventEmitter, RelativePattern, workspace } from 'vscode';
import { DisposableOwner } from '../disposables';
import { readSettings, section } from '../settings';
import type { CheckpointEntry } from './checkpointEntry';
import { readEntry } from './readEntry';

const pattern = '**/{config.json,adapter_config.json,*.gguf}';
const exclude = '**/{node_modules,.git,.venv,venv,site-packages,dist}/**';
const mostFiles = 2000;

export class CheckpointRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private entries: Promise<readonly CheckpointEntry[]> | null = null;

  constructor() {
    super();
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.checkpointFolders`)) this.refresh();
      }),
    );
    this.register(workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
    this.register(workspace.onDidGrantWorkspaceTrust(() => this.refresh()));
  }

  /** Looked for once, then remembered until `refresh`. */
  list(): Promise<readonly CheckpointEntry[]> {
    this.entries ??= this.find();
    return this.entries;
  }

  refresh(): void {
    this.entries = null;
    this.changed.fire();
  }

  /** Watches for new checkpoints; started when somebody looks at the list. */
  watch(): void {
    for (const folder of workspace.workspaceFolders ?? []) {
      const watcher = this.register(workspace.createFileSystemWatcher(new RelativePattern(folder, pattern)));
      watcher.onDidCreate(() => this.refresh());
      watcher.onDidDelete(() => this.refresh());
    }
  }

  private async find(): Promise<readonly CheckpointEntry[]> {
    if (!workspace.isTrusted) return [];
    const files = await workspace.findFiles(pattern, exclude, mostFiles);
    const found = new Set(files.map(({ fsPath }) => (isGguf(fsPath) ? fsPath : dirname(fsPath))));
    const added = readSettings().checkpointFolders;
    const read = await Promise.all([
      ...[...found].map((path) => readEntry(path, added.includes(path))),
      ...added.filter((path) => !found.has(path)).map((path) => readEntry(path, true)),
    ]);
    const entries = withBases(read.filter((entry) => entry !== null)).sort(byNameAndStep);
    await commands.executeCommand('setContext', 'guardrailLens.hasCheckpoints', entries.length > 1);
    return entries;
  }
}

function isGguf(path: string): boolean {
  return path.toLowerCase().endsWith('.gguf');
}

/** An adapter that names its base by a hub name gets the listed model whose name ends alike. */
function withBases(entries: readonly CheckpointEntry[]): CheckpointEntry[] {
  return entries.map((entry) => {
    if (entry.kind !== 'adapter' || entry.basePath !== null || entry.baseName === null) return entry;
    const wanted = basename(entry.baseName).toLowerCase();
    const base = entries.find(
      (other) => other.kind !== 'adapter' && other.name.toLowerCase().startsWith(wanted),
    );
    return base === undefined ? entry : { ...entry, basePath: base.path };
  });
}

function byNameAndStep(a: CheckpointEntry, b: CheckpointEntry): number {
  return (a.run ?? a.name).localeCompare(b.run ?? b.name) || (a.step ?? 0) - (b.step ?? 0);
}
