// One comparison file as this window sees it: its state, what is selected, and news about both. All views of the
// file share one model.
import { EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { ComparisonFacts, RunProgress } from '../../protocol/comparison';
import { GuardrailError, toErrorData, type ErrorData } from '../../protocol/errors';
import type { MatrixSummary } from '../../protocol/matrix';
import type { ComparisonSummary } from '../../protocol/summary';
import type { ComparisonState, RevealedPrompts } from '../../protocol/webview';
import { reproduceCommand } from '../../safety/presentation/reproduceCommand';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings } from '../settings';
import type { Reveals } from './reveals';
import type { RunService } from './runService';

/** While a run goes on its numbers are read again at most this often, and for a tenth of the time. */
const refreshMilliseconds = 1500;
const restPerReading = 9;
/** A run elsewhere that is killed writes nothing that would tell. */
const lookElsewhereMilliseconds = 10_000;

export class ComparisonModel extends DisposableOwner {
  private readonly changes = this.register(
    new EventEmitter<Pick<ComparisonState, 'facts' | 'matrix' | 'summary'>>(),
  );
  readonly onDidChange = this.changes.event;
  private readonly progresses = this.register(new EventEmitter<RunProgress | null>());
  readonly onDidProgress = this.progresses.event;
  private readonly selections = this.register(new EventEmitter<number>());
  readonly onDidSelect = this.selections.event;
  private readonly revealings = this.register(new EventEmitter<RevealedPrompts>());
  readonly onDidReveal = this.revealings.event;
  private readonly failures = this.register(new EventEmitter<ErrorData>());
  readonly onDidFail = this.failures.event;
  private readonly showings = this.register(new EventEmitter<number>());
  readonly onDidShowRow = this.showings.event;
  private readonly labellings = this.register(new EventEmitter<Pick<ComparisonState, 'labelling'>>());
  readonly onDidLabelling = this.labellings.event;
  private labelling = false;
  private openedAtRow = false;
  private selected: number | null = null;
  private refreshing: { readonly timer: NodeJS.Timeout; readonly due: number } | null = null;
  /** The last numbers that were read; null before the first time. */
  private summary: ComparisonSummary | null = null;
  private matrix: MatrixSummary | null = null;
  private chosen = 0;
  private reading: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | null = null;
  private readingMilliseconds = 0;

  constructor(
    readonly path: string,
    private readonly engine: EngineService,
    private readonly runs: RunService,
    private readonly reveals: Reveals,
  ) {
    super();
    this.register(
      runs.onProgress(({ path: running, progress }) => {
        if (running !== path) return;
        this.progresses.fire(progress);
        if (progress === null) this.refreshSoon(0);
        else this.refreshAfterChange();
      }),
    );
    this.watchFile();
  }

  get selectedPromptId(): number | null {
    return this.selected;
  }

  /** Whether its numbers have been read, and are those of a run that has ended. */
  get complete(): boolean {
    return this.summary?.complete === true;
  }

  /** Which of several tuned subjects is shown beside the base, 0-based. */
  get column(): number {
    return this.chosen;
  }

  /** Every view follows. @throws GuardrailError invalidRequest where there is no such column */
  async chooseColumn(column: number): Promise<void> {
    const { path } = this;
    const { columns = [] } = await this.engine.request('describeComparison', { path });
    if (columns[column] === undefined) {
      throw new GuardrailError(
        'invalidRequest',
        `The comparison has no column ${column}.`,
        'Choose another one.',
      );
    }
    this.chosen = column;
    await this.refresh();
  }

  select(promptId: number): void {
    this.selected = promptId;
    this.selections.fire(promptId);
  }

  /** Follows a link to a row: selects it, and pages show it. */
  showRow(promptId: number): void {
    this.openedAtRow = true;
    this.select(promptId);
    this.showings.fire(promptId);
  }

  /** A sample is being labelled in the editor, or that has ended, be it with its page. */
  setLabelling(active: boolean): void {
    if (active === this.labelling) return;
    this.labelling = active;
    this.labellings.fire({ labelling: active });
  }

  /** Shows or covers a prompt, or every prompt (null), in all views. */
  reveal(promptId: number | null, shown: boolean): void {
    this.revealings.fire(this.reveals.set(this.path, promptId, shown));
  }

  /** At once; the numbers of a file that has just been opened are sent as soon as they are read. */
  async state(): Promise<ComparisonState> {
    const facts = await this.describe();
    if (this.summary === null) this.refreshSoon(0);
    return {
      facts,
      summary: this.summary,
      matrix: this.matrix,
      progress: this.runs.progressOf(this.path),
      settings: { maskHarmful: readSettings().maskHarmful },
      revealed: this.reveals.of(this.path),
      command: reproduceCommand(facts, this.engine.commandLine()),
      openedAtRow: this.openedAtRow,
      selectedPromptId: this.selected,
      labelling: this.labelling,
      trusted: workspace.isTrusted,
    };
  }

  /** Reads the numbers again and sends them to every view. All requests meanwhile share the next reading. */
  refresh(): Promise<void> {
    this.waiting ??= this.reading.then(() => {
      this.waiting = null;
      this.reading = this.read();
      return this.reading;
    });
    return this.waiting;
  }

  /** Sends numbers that the engine has given already to every view. */
  async accept(summary: ComparisonSummary): Promise<void> {
    const facts = await this.describe();
    this.tell(facts, summary, await this.matrixOf(facts));
  }

  /** After so many milliseconds at the latest. */
  refreshSoon(after: number): void {
    const due = Date.now() + after;
    if (this.refreshing !== null && this.refreshing.due <= due) return;
    this.stopWaiting();
    const timer = setTimeout(() => {
      this.refreshing = null;
      void this.refresh();
    }, after);
    this.refreshing = { timer, due };
  }

  override dispose(): void {
    this.stopWaiting();
    super.dispose();
  }

  private stopWaiting(): void {
    if (this.refreshing !== null) clearTimeout(this.refreshing.timer);
    this.refreshing = null;
  }

  private async read(): Promise<void> {
    const began = Date.now();
    const { path } = this;
    try {
      const facts = await this.describe();
      if (facts.runBy !== undefined) this.refreshSoon(lookElsewhereMilliseconds);
      if (facts.responses === 0) this.tell(facts, null, null);
      else {
        const matrix = await this.matrixOf(facts);
        // Every pair's summary is in the matrix.
        const own = matrix?.columns[facts.column ?? 0]?.summary;
        this.tell(facts, own ?? (await this.engine.request('summarizeComparison', { path })), matrix);
      }
    } catch (error) {
      this.failures.fire(toErrorData(error));
    }
    this.readingMilliseconds = Date.now() - began;
  }

  private describe(): Promise<ComparisonFacts> {
    const { path, chosen: column } = this;
    return this.engine.request('describeComparison', { path, column });
  }

  /** null where there is one tuned subject alone. */
  private matrixOf({ columns }: ComparisonFacts): Promise<MatrixSummary | null> {
    const { path } = this;
    return columns === undefined ? Promise.resolve(null) : this.engine.request('summarizeMatrix', { path });
  }

  private tell(
    facts: ComparisonFacts,
    summary: ComparisonSummary | null,
    matrix: MatrixSummary | null,
  ): void {
    this.summary = summary;
    this.matrix = matrix;
    this.changes.fire({ facts, summary, matrix });
  }

  private refreshAfterChange(): void {
    this.refreshSoon(Math.max(refreshMilliseconds, restPerReading * this.readingMilliseconds));
  }

  /** Another window may write the file; it may be deleted, too. */
  private watchFile(): void {
    const uri = Uri.file(this.path);
    const folder = Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = this.register(
      workspace.createFileSystemWatcher(new RelativePattern(folder, `${name.replace(/[[\]{}*?]/g, '?')}*`)),
    );
    watcher.onDidChange(() => this.refreshAfterChange());
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
