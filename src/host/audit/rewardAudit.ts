// The audit of one configuration in this window: what its page shows, and the run under way.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { EventEmitter, ProgressLocation, window, workspace } from 'vscode';
import {
  auditFileOf,
  defaultAuditLimit,
  defaultAuditSamples,
  type AuditPlan,
  type AuditSpec,
  type AuditSummary,
} from '../../protocol/audit';
import type { AuditSize, AuditViewState } from '../../protocol/auditPanel';
import type { RunProgress } from '../../protocol/comparison';
import { GuardrailError, toErrorData, type ErrorData } from '../../protocol/errors';
import { progressText } from '../../safety/presentation/progressText';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';

/** Answers that are sampled to tell the time beforehand. */
const pilot = 8;

/** What an engine can be asked of an audit. */
type AuditEngine = Pick<EngineService, 'request'>;

export class RewardAudit extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<AuditViewState>());
  /** It has begun or ended. */
  readonly onDidChange = this.changed.event;
  private readonly progressed = this.register(new EventEmitter<RunProgress>());
  readonly onProgress = this.progressed.event;
  private readonly failed = this.register(new EventEmitter<ErrorData>());
  readonly onDidFail = this.failed.event;
  private size: AuditSize | null = null;
  private running: { readonly abort: AbortController; progress: RunProgress | null } | null = null;

  constructor(
    private readonly engine: AuditEngine,
    readonly configPath: string,
  ) {
    super();
  }

  /** @throws GuardrailError what is wrong with the configuration. */
  async state(): Promise<AuditViewState> {
    const trusted = workspace.isTrusted;
    const summary = await this.summary();
    this.size ??= {
      samples: summary?.spec.samples ?? defaultAuditSamples,
      limit: summary?.spec.limit ?? defaultAuditLimit,
    };
    const { size } = this;
    const [plan, conflict] = trusted ? await this.planOrConflict(size) : [null, null];
    return {
      configPath: this.configPath,
      size,
      plan,
      conflict,
      summary,
      progress: this.running?.progress ?? null,
      trusted,
    };
  }

  plan(size: AuditSize, estimate: boolean, fresh = false): Promise<AuditPlan> {
    return this.engine.request('planAudit', {
      spec: this.spec(size),
      path: null,
      fresh,
      pilot: estimate ? pilot : 0,
    });
  }

  /** Runs what is missing; returns at the end. What goes wrong is told through `onDidFail`. */
  async start(size: AuditSize, fresh: boolean): Promise<void> {
    if (this.running !== null) return;
    const running = { abort: new AbortController(), progress: null };
    this.running = running;
    this.size = size;
    try {
      await this.withNotification(running, size, fresh);
    } catch (error) {
      if (!(error instanceof GuardrailError && error.code === 'cancelled'))
        this.failed.fire(toErrorData(error));
    } finally {
      this.running = null;
      await this.tell();
    }
  }

  stop(): void {
    this.running?.abort.abort();
  }

  override dispose(): void {
    this.stop();
    super.dispose();
  }

  private withNotification(
    running: { readonly abort: AbortController; progress: RunProgress | null },
    size: AuditSize,
    fresh: boolean,
  ): Thenable<AuditSummary> {
    return window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: `Auditing the reward of ${basename(this.configPath)}`,
        cancellable: true,
      },
      (report, token) => {
        token.onCancellationRequested(() => running.abort.abort());
        let shown = 0;
        return this.engine.request(
          'runAudit',
          { spec: this.spec(size), path: null, fresh },
          {
            signal: running.abort.signal,
            onProgress: (progress) => {
              running.progress = progress;
              const share = progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
              report.report({ message: progressText(progress), increment: share - shown });
              shown = share;
              this.progressed.fire(progress);
            },
          },
        );
      },
    );
  }

  private async tell(): Promise<void> {
    try {
      this.changed.fire(await this.state());
    } catch (error) {
      this.failed.fire(toErrorData(error));
    }
  }

  /** Answers of other settings do not keep the page from saying what a new audit would ask. */
  private async planOrConflict(size: AuditSize): Promise<readonly [AuditPlan, ErrorData | null]> {
    try {
      return [await this.plan(size, false), null];
    } catch (error) {
      if (!(error instanceof GuardrailError) || error.code !== 'storeInvalid') throw error;
      return [await this.plan(size, false, true), toErrorData(error)];
    }
  }

  /** null where nothing was begun. */
  async summary(): Promise<AuditSummary | null> {
    const path = auditFileOf(this.configPath);
    if (!existsSync(path)) return null;
    try {
      return await this.engine.request('summarizeAudit', { path });
    } catch (error) {
      // A file that was begun and holds nothing yet; a damaged one is told by the plan.
      if (error instanceof GuardrailError && error.code === 'storeInvalid') return null;
      throw error;
    }
  }

  private spec({ samples, limit }: AuditSize): AuditSpec {
    return {
      configPath: this.configPath,
      suites: ['built-in'],
      limit,
      samples,
      judge: { kind: 'rules' },
    };
  }
}
