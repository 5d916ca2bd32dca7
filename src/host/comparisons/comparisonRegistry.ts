// The comparison files of the workspace, and those that this window has made elsewhere.
import { EventEmitter, workspace, type Memento } from 'vscode';
import { existsSync } from 'node:fs';
import { DisposableOwner } from '../disposables';

const knownKey = 'guardrailLens.known';
const pattern = '**/*.glens';
const exclude = '**/{node_modules,.git}/**';
const mostFiles = 500;

export class ComparisonRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  constructor(private readonly memento: Memento) {
    super();
    const watcher = this.register(workspace.createFileSystemWatcher(pattern));
    watcher.onDidCreate(() => this.changed.fire());
    watcher.onDidDelete(() => this.changed.fire());
  }

  async list(): Promise<readonly string[]> {
    const found = await workspace.findFiles(pattern, exclude, mostFiles);
    const known = this.memento.get<readonly string[]>(knownKey, []).filter((path) => existsSync(path));
    return [...new Set([...found.map((uri) => uri.fsPath), ...known])].sort();
  }

  async add(path: string): Promise<void> {
    const known = this.memento.get<readonly string[]>(knownKey, []);
    if (!known.includes(path)) await this.memento.update(knownKey, [...known, path]);
    this.changed.fire();
  }
}
