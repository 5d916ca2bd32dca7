// One comparison file as this window sees it: its state, what is selected, and news about both. All views of the
// file share one model.
import { EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { ComparisonFacts, RunProgress } from '../../protocol/comparison';
import { GuardrailError, toErrorData, type ErrorData } from '../../protocol/errors';
import type { ComparisonSummary } from '../../protocol/summary';
import type { ComparisonState } from '../../protocol/webview';
import { reproduceCommand } from '../../safety/report/reproduceCommand';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings } from '../settings';
import type { RunService } from './runService';

/** While a run goes on its numbers are read again at most this often. */
const refreshMilliseconds = 1500;

export class ComparisonModel extends DisposableOwner {
  private readonly changes = this.register(
    new EventEmitter<{ facts: ComparisonFacts; summary: ComparisonSummary | null }>(),
  );
  readonly onDidChange = this.changes.event;
  private readonly progresses = this.register(new EventEmitter<RunProgress | null>());
  readonly onDidProgress = this.progresses.event;
  private readonly selections = this.register(new EventEmitter<number>());
  readonly onDidSelect = this.selections.event;
  private readonly failures = this.register(new EventEmitter<ErrorData>());
  readonly onDidFail = this.failures.event;
  private selected: number | null = null;
  private refreshing: NodeJS.Timeout | null = null;

  constructor(
    readonly path: string,
    private readonly engine: EngineService,
    private readonly runs: RunService,
  ) {
    super();
    this.register(
      runs.onProgress(({ path: running, progress }) => {
        if (running !== path) return;
        this.progresses.fire(progress);
        this.refreshSoon(progress === null ? 0 : refreshMilliseconds);
      }),
    );
    this.watchFile();
  }

  get selectedPromptId(): number | null {
    return this.selected;
  }

  select(promptId: number): void {
    this.selected = promptId;
    this.selections.fire(promptId);
  }

  async state(): Promise<ComparisonState> {
    const { facts, summary } = await this.read();
    return {
      facts,
      summary,
      progress: this.runs.progressOf(this.path),
      settings: { maskHarmful: readSettings().maskHarmful },
      command: reproduceCommand(facts),
      selectedPromptId: this.selected,
      trusted: workspace.isTrusted,
    };
  }

  /** Reads the numbers again and tells everybody. */
  async refresh(): Promise<void> {
    try {
      this.changes.fire(await this.read());
    } catch (error) {
      this.failures.fire(toErrorData(error));
    }
  }

  override dispose(): void {
    if (this.refreshing !== null) clearTimeout(this.refreshing);
    super.dispose();
  }

  private async read(): Promise<{ facts: ComparisonFacts; summary: ComparisonSummary | null }> {
    const facts = await this.engine.request('describeComparison', { path: this.path });
    const summary =
      facts.responses === 0 ? null : await this.engine.request('summarizeComparison', { path: this.path });
    return { facts, summary };
  }

  private refreshSoon(after: number): void {
    if (this.refreshing !== null && after > 0) return;
    if (this.refreshing !== null) clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => {
      this.refreshing = null;
      void this.refresh();
    }, after);
  }

  /** Another window may write the file; it may be deleted, too. */
  private watchFile(): void {
    const uri = Uri.file(this.path);
    const folder = Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = this.register(
      workspace.createFileSystemWatcher(new RelativePattern(folder, `${name.replace(/[[\]{}*?]/g, '?')}*`)),
    );
    watcher.onDidChange(() => this.refreshSoon(refreshMilliseconds));
    watcher.onDidCreate((created) => {
      if (created.fsPath === uri.fsPath) this.refreshSoon(0);
    });
    watcher.onDidDelete((deleted) => {
      if (deleted.fsPath === uri.fsPath) this.failures.fire(toErrorData(fileGone(this.path)));
    });
  }
}

function fileGone(path: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} was deleted or moved.`,
    'Restore the file, or open it where it is now. What this tab still shows may be incomplete.',
  );
}
