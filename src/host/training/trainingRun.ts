// One training run as this window sees it. It only reads the folder, which another process writes; while that process
// is live, it reads again every now and then.
import { basename } from 'node:path';
import { EventEmitter, workspace } from 'vscode';
import { toErrorData, type ErrorData } from '../../protocol/errors';
import { isLive, withNews, type TrainingRunFacts } from '../../protocol/training';
import type { TrainingChange, TrainingViewState } from '../../protocol/trainingPanel';
import type { ClusterJobWatch } from '../clusters/clusterJobWatch';
import type { Clusters } from '../clusters/clusters';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { estimateProgress } from './estimateProgress';
import { liveProgress, pendingControl } from './runFolder';

const pollMilliseconds = 1500;

export class TrainingRun extends DisposableOwner {
  private readonly changes = this.register(new EventEmitter<TrainingChange>());
  readonly onDidChange = this.changes.event;
  private readonly failures = this.register(new EventEmitter<ErrorData>());
  readonly onDidFail = this.failures.event;
  private readonly ends = this.register(new EventEmitter<TrainingRunFacts>());
  /** A run that was live is not any more. */
  readonly onDidEnd = this.ends.event;
  private known: TrainingViewState | null = null;
  /** What its folder says, and as of when. */
  private described: { readonly mark: string; readonly facts: TrainingRunFacts } | null = null;
  private failed = false;
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<TrainingViewState> | null = null;
  private closed = false;

  private watch: ClusterJobWatch | null = null;

  constructor(
    readonly folder: string,
    private readonly engine: EngineService,
    private readonly clusters: Pick<Clusters, 'watch'>,
  ) {
    super();
  }

  get name(): string {
    return basename(this.folder);
  }

  /** What was read last; null before the first time. */
  get state(): TrainingViewState | null {
    return this.known;
  }

  get live(): boolean {
    return this.known !== null && isLive(this.known.facts);
  }

  /** A process of this window is being started: its folder says nothing of it yet, or how it ended the last time. */
  starting = false;

  /** @throws GuardrailError where the folder cannot be read. */
  async read(): Promise<TrainingViewState> {
    this.reading ??= this.readNow().finally(() => (this.reading = null));
    return this.reading;
  }

  /** Reads again and fires the events, of errors too. */
  async refresh(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      // Reported once: the run is read again and again.
      if (!this.failed && !this.closed) this.failures.fire(toErrorData(error));
      this.failed = true;
      this.schedule();
    }
  }

  override dispose(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.watch?.dispose();
    super.dispose();
  }

  private async readNow(): Promise<TrainingViewState> {
    const [news, progress, pending] = await Promise.all([
      this.engine.request('followTraining', { folder: this.folder, since: this.described?.mark ?? null }),
      liveProgress(this.folder),
      pendingControl(this.folder),
    ]);
    if (news !== null) {
      this.described = { mark: news.mark, facts: withNews(this.described?.facts.log ?? [], news) };
    }
    const shown = this.shownFacts();
    const live = isLive(shown);
    this.watchJob(shown);
    const state: TrainingViewState = {
      facts: shown,
      progress: live ? (progress ?? startingProgress(this.starting) ?? estimateProgress(shown)) : null,
      pending: live ? pending : null,
      job: live ? (this.watch?.state ?? null) : null,
      trusted: workspace.isTrusted,
    };
    const before = this.known;
    this.known = state;
    this.failed = false;
    this.schedule();
    if (this.closed) return state;
    this.tell(before, state, news);
    if (before !== null && isLive(before.facts) && !live) this.ends.fire(shown);
    return state;
  }

  /** Its job, from the first look on until it has ended. */
  private watchJob({ job }: TrainingRunFacts): void {
    if (job === null || job.end !== null || this.closed || !workspace.isTrusted) return;
    this.watch ??= this.clusters.watch(job, () => void this.refresh());
  }

  /** While its process is being started, the folder still says how it ended the last time. */
  private shownFacts(): TrainingRunFacts {
    if (this.described === null) throw new RangeError('A run is not shown before it was described.');
    const { facts } = this.described;
    if (isLive(facts)) this.starting = false;
    return this.starting ? { ...facts, status: 'running', reason: null } : facts;
  }

  private tell(
    before: TrainingViewState | null,
    { facts, ...rest }: TrainingViewState,
    news: TrainingChange['news'],
  ): void {
    const { log, ...head } = facts;
    const changed = news !== null || before?.facts.status !== facts.status;
    if (!changed && sameBesideFacts(before, rest)) return;
    const { logFrom, newLog } = news ?? { logFrom: log.length, newLog: [] };
    this.changes.fire({ ...rest, news: changed ? { facts: head, logFrom, newLog } : null });
  }

  private schedule(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.closed || !this.live) return;
    this.timer = setTimeout(() => void this.refresh(), pollMilliseconds);
  }
}

function startingProgress(starting: boolean): TrainingViewState['progress'] {
  return starting ? { phase: 'opening', tokensPerSecond: null, secondsLeft: null } : null;
}

function sameBesideFacts(
  { progress, pending, job, trusted }: TrainingViewState,
  rest: Omit<TrainingViewState, 'facts'>,
): boolean {
  return (
    JSON.stringify([progress, pending, job, trusted]) ===
    JSON.stringify([rest.progress, rest.pending, rest.job, rest.trusted])
  );
}
