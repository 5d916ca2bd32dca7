// One job of a cluster, followed until it has ended. A cluster that cannot be asked is asked again; the job goes on meanwhile.
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toErrorData } from '../../protocol/errors';
import type { RunJob } from '../../protocol/cluster';
import type { WatchedJob } from '../../protocol/trainingPanel';
import { JobLog } from '../../safety/presentation/jobLog';
import { visibleText } from '../../safety/presentation/visibleText';
import type { EngineService } from '../engineService';
import type { ApiKeys } from '../../protocol/contracts';

const usualRetry = 15_000;

export interface WatchParts {
  readonly engine: Pick<EngineService, 'request'>;
  /** For the target's address. */
  readonly keys: (target: string) => Promise<ApiKeys>;
  /** Where its log is kept for reading; begun anew. */
  readonly log: string;
  readonly onChange: () => void;
  readonly retryMilliseconds?: number;
}

export class ClusterJobWatch {
  private readonly closing = new AbortController();
  private known: WatchedJob;
  private writing: Promise<unknown>;
  private lines = new JobLog();

  constructor(
    private readonly job: RunJob,
    private readonly parts: WatchParts,
  ) {
    this.known = { ...job, status: null, message: null, unreachable: null };
    this.writing = mkdir(dirname(parts.log), { recursive: true })
      .then(() => rm(parts.log, { force: true }))
      .catch(() => undefined);
    void this.follow();
  }

  get state(): WatchedJob {
    return this.known;
  }

  dispose(): void {
    this.closing.abort();
  }

  private async follow(): Promise<void> {
    const { signal } = this.closing;
    const closed = (): boolean => signal.aborted;
    while (!closed()) {
      try {
        await this.followOnce();
        return;
      } catch (error) {
        if (closed()) return;
        const { message, advice } = toErrorData(error);
        this.tell({ unreachable: [message, advice].filter((part) => part !== '').join(' ') });
      }
      await pause(this.parts.retryMilliseconds ?? usualRetry, signal);
    }
  }

  private async followOnce(): Promise<void> {
    const { engine, keys, log } = this.parts;
    const { id, target } = this.job;
    const apiKeys = await keys(target);
    let begun = false;
    const { status, message } = await engine.request(
      'followClusterJob',
      { target, job: id, apiKeys },
      {
        signal: this.closing.signal,
        onProgress: (news) => {
          // Each request begins at the start of the log.
          if (!begun) this.beginLog(log);
          begun = true;
          this.keep(log, this.lines.take(news.log));
          this.tell({ status: news.status, message: news.message, unreachable: news.unreachable });
        },
      },
    );
    this.keep(log, this.lines.end());
    this.tell({ status, message, unreachable: null });
  }

  private beginLog(log: string): void {
    this.lines = new JobLog();
    this.writing = this.writing.then(() => rm(log, { force: true })).catch(() => undefined);
  }

  private keep(log: string, text: string): void {
    if (text === '') return;
    this.writing = this.writing.then(() => appendFile(log, visibleText(text))).catch(() => undefined);
  }

  private tell(change: Partial<WatchedJob>): void {
    const before = JSON.stringify(this.known);
    this.known = { ...this.known, ...change };
    if (before !== JSON.stringify(this.known)) this.parts.onChange();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
