// The checkpoints that the user can choose from: found in the workspace, saved by runs that lie elsewhere, or added by hand.
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { commands, EventEmitter, FileType, workspace, type Uri } from 'vscode';
import { DisposableOwner } from '../disposables';
import { readSettings, section } from '../settings';
import type { CheckpointChecks } from './checkpointChecks';
import { stepOf, type CheckpointEntry } from './checkpointEntry';
import { hasOwn } from './checkpointNodes';
import { readPolicyEntry, type PolicyEntry } from './policyEntry';
import { readEntry } from './readEntry';

const pattern = '**/{config.json,adapter_config.json,*.gguf}';
/** The weights, too: a checkpoint without them is none yet. */
const watched = '**/{config.json,adapter_config.json,*.gguf,*.safetensors}';
/** A checkpoint is many files. */
const settleMilliseconds = 500;
const exclude = '**/{node_modules,.git,.venv,venv,site-packages,dist}/**';
const mostFiles = 2000;

export class CheckpointRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private entries: Promise<readonly CheckpointEntry[]> | null = null;
  private foundPolicies: Promise<readonly PolicyEntry[]> | null = null;
  private watching = false;
  private refreshing: NodeJS.Timeout | null = null;

  /**
   * `builtInFolder`: of the checkpoints that come with the extension; they stand after all others. `runsElsewhere`: folders of
   * training runs outside of the workspace, as those on a cluster's shared folder are; not watched.
   */
  constructor(
    private readonly builtInFolder: string | null = null,
    private readonly checks: CheckpointChecks | null = null,
    private readonly runsElsewhere: () => readonly string[] = () => [],
  ) {
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
    this.watch();
    this.entries ??= this.findAndCheck();
    return this.entries;
  }

  /** Those that can be used as far as is known. */
  async usable(): Promise<readonly CheckpointEntry[]> {
    return (await this.list()).filter(({ problem }) => problem === undefined);
  }

  /** Control policies, where checkpoints are looked for; by name. Remembered as `list` is. */
  policies(): Promise<readonly PolicyEntry[]> {
    this.watch();
    this.foundPolicies ??= this.findPolicies();
    return this.foundPolicies;
  }

  refresh(): void {
    this.entries = null;
    this.foundPolicies = null;
    this.changed.fire();
  }

  override dispose(): void {
    if (this.refreshing !== null) clearTimeout(this.refreshing);
    super.dispose();
  }

  /** For new checkpoints; nothing is watched before the list is first shown. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const came = this.register(workspace.createFileSystemWatcher(watched, false, true, true));
    // A folder that was renamed into place, or filled before the system watched it, is reported without its files.
    const folders = this.register(workspace.createFileSystemWatcher('**', false, true, true));
    // Of a deleted folder VS Code reports the folder alone.
    const went = this.register(workspace.createFileSystemWatcher('**', true, true, false));
    const soon = (): void => {
      this.refreshing ??= setTimeout(() => {
        this.refreshing = null;
        this.refresh();
      }, settleMilliseconds);
    };
    came.onDidCreate(soon);
    folders.onDidCreate(async (uri) => {
      if (await isFolder(uri)) soon();
    });
    went.onDidDelete(async ({ fsPath }) => {
      const entries = [...((await this.entries) ?? []), ...((await this.foundPolicies) ?? [])];
      if (entries.some(({ path }) => path === fsPath || holds(fsPath, path) || holds(path, fsPath))) soon();
    });
  }

  /** What is wrong with one is told later, by another change of the list. */
  private async findAndCheck(): Promise<readonly CheckpointEntry[]> {
    const { checks } = this;
    const found = await this.find();
    if (checks === null) return found;
    void checks.check(found).then((news) => {
      if (!news) return;
      this.entries = Promise.resolve(checks.described(found));
      this.changed.fire();
    });
    return checks.described(found);
  }

  private async findPolicies(): Promise<readonly PolicyEntry[]> {
    if (!workspace.isTrusted) return [];
    const added = readSettings().checkpointFolders;
    const paths = new Set([...(await this.places()), ...added]);
    const read = await Promise.all([...paths].map((path) => readPolicyEntry(path, added.includes(path))));
    return read
      .filter((entry) => entry !== null)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || a.path.localeCompare(b.path));
  }

  /** Folders and files in which something may lie. */
  private async places(): Promise<ReadonlySet<string>> {
    const files = await workspace.findFiles(pattern, exclude, mostFiles);
    const found = new Set(files.map(({ fsPath }) => (isGguf(fsPath) ? fsPath : dirname(fsPath))));
    for (const path of (await Promise.all(this.runsElsewhere().map(stepsOf))).flat()) found.add(path);
    return found;
  }

  private async find(): Promise<readonly CheckpointEntry[]> {
    if (!workspace.isTrusted) return [];
    const found = await this.places();
    const added = readSettings().checkpointFolders;
    const read = await Promise.all([
      ...[...found].map((path) => readEntry(path, added.includes(path))),
      ...added.filter((path) => !found.has(path)).map((path) => readEntry(path, true)),
    ]);
    const entries = read.filter((entry) => entry !== null).sort(byNameAndStep);
    const builtIn = this.builtInFolder === null ? [] : await readBuiltIn(this.builtInFolder);
    const others = builtIn.filter(({ path }) => !entries.some((entry) => entry.path === path));
    const all = withBases([...entries, ...others]);
    await commands.executeCommand('setContext', 'guardrailLens.hasCheckpoints', hasOwn(all));
    return all;
  }
}

/** The checkpoints in a run's folder; empty where there is none any more. */
async function stepsOf(run: string): Promise<string[]> {
  const names = await readdir(run).catch(() => []);
  return names.filter((name) => stepOf(name) !== null).map((name) => join(run, name));
}

async function readBuiltIn(folder: string): Promise<CheckpointEntry[]> {
  const names = await readdir(folder).catch(() => []); // a package without them
  const read = await Promise.all(names.sort().map((name) => readEntry(join(folder, name), false)));
  return read.filter((entry) => entry !== null).map((entry) => ({ ...entry, builtIn: true }));
}

async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return (await workspace.fs.stat(uri)).type === FileType.Directory;
  } catch {
    return false; // gone again
  }
}

function holds(folder: string, path: string): boolean {
  return path.startsWith(folder + sep);
}

function isGguf(path: string): boolean {
  return path.toLowerCase().endsWith('.gguf');
}

/**
 * An adapter that names its base by a hub name, or by a path at which there is none any more (an update of the extension
 * moves the built-in ones), gets the listed model whose name begins alike.
 */
function withBases(entries: readonly CheckpointEntry[]): CheckpointEntry[] {
  return entries.map((entry) => {
    if (entry.kind !== 'adapter' || entry.basePath !== null || entry.baseName === null) return entry;
    const wanted = basename(entry.baseName).toLowerCase();
    const base = entries.find(
      (other) =>
        other.kind !== 'adapter' &&
        [other.name, basename(other.path)].some((name) => name.toLowerCase().startsWith(wanted)),
    );
    return base === undefined ? entry : { ...entry, basePath: base.path };
  });
}

function byNameAndStep(a: CheckpointEntry, b: CheckpointEntry): number {
  // By what the tree shows: a run is an absolute path, but shown by its name.
  const shown = (entry: CheckpointEntry): string => (entry.run === null ? entry.name : basename(entry.run));
  return (
    shown(a).localeCompare(shown(b), 'en', { numeric: true }) ||
    (a.run ?? '').localeCompare(b.run ?? '') ||
    (a.step ?? 0) - (b.step ?? 0)
  );
}
