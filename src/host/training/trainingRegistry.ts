// The folders of training runs: found in the workspace, or started from this window elsewhere.
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { EventEmitter, Uri, workspace, type Memento } from 'vscode';
import { stepOf } from '../checkpoints/checkpointEntry';
import { DisposableOwner } from '../disposables';
import { readRecord } from './runFolder';

const knownKey = 'guardrailLens.trainingRuns';
/** Ours, and those that transformers' Trainer (so TRL, too) wrote. */
const pattern = '**/{run.json,trainer_state.json}';
/** Lists show those that have not been run, too. */
const configs = '**/*.train.json';
const exclude = '**/{node_modules,.git,.venv,venv,site-packages,dist}/**';
const mostFiles = 1000;
const settleMilliseconds = 500;

export class TrainingRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private watching = false;
  private settling: NodeJS.Timeout | null = null;

  constructor(private readonly memento: Memento) {
    super();
  }

  /** Folders, by their names. */
  async list(): Promise<readonly string[]> {
    this.watch();
    const found = await workspace.findFiles(pattern, exclude, mostFiles);
    const folders = new Set(this.known().filter((folder) => existsSync(folder)));
    for (const { fsPath } of found) {
      const folder = runFolderOf(fsPath);
      if (basename(fsPath) === 'trainer_state.json' || (await readRecord(folder)) !== null)
        folders.add(folder);
    }
    return [...folders].sort((a, b) => basename(a).localeCompare(basename(b), 'en', { numeric: true }));
  }

  /** Folders of runs that lie outside of the workspace, where nothing of theirs is found by looking. */
  elsewhere(): readonly string[] {
    return this.known().filter((folder) => workspace.getWorkspaceFolder(Uri.file(folder)) === undefined);
  }

  async add(folder: string): Promise<void> {
    const known = this.known();
    if (!known.includes(folder)) await this.memento.update(knownKey, [...known, folder]);
    this.changed.fire();
  }

  refresh(): void {
    this.changed.fire();
  }

  override dispose(): void {
    if (this.settling !== null) clearTimeout(this.settling);
    super.dispose();
  }

  private known(): readonly string[] {
    return this.memento.get<readonly string[]>(knownKey, []);
  }

  /** Nothing is watched before the list is first shown. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const watcher = this.register(workspace.createFileSystemWatcher(pattern, false, true, false));
    // Of a deleted folder VS Code reports the folder alone.
    const folders = this.register(workspace.createFileSystemWatcher('**', true, true, false));
    const configured = this.register(workspace.createFileSystemWatcher(configs, false, true, false));
    const soon = (): void => {
      this.settling ??= setTimeout(() => {
        this.settling = null;
        this.changed.fire();
      }, settleMilliseconds);
    };
    watcher.onDidCreate(soon);
    watcher.onDidDelete(soon);
    configured.onDidCreate(soon);
    configured.onDidDelete(soon);
    folders.onDidDelete(soon);
  }
}

/** A state inside of a checkpoint belongs to the run around it. */
function runFolderOf(path: string): string {
  const folder = dirname(path);
  return basename(path) === 'trainer_state.json' && stepOf(basename(folder)) !== null
    ? dirname(folder)
    : folder;
}
