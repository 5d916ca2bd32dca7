// One job with models at a time: they share the processor's cores and the memory. A watch on the process's
// memory stops the job that goes over the limit, before the system ends the process.
import { GuardrailError } from '../protocol/errors';
import { cancelled, throwIfCancelled } from './cancellation';

const watchMilliseconds = 500;

export class JobQueue {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly memoryLimit: number | null,
    private readonly residentBytes: () => number = () => process.memoryUsage.rss(),
  ) {}

  /** Runs `job` after the ones before it. Its signal follows `signal`, and the memory watch. */
  run<T>(signal: AbortSignal, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const result = this.last.then(() => this.watched(signal, job));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async watched<T>(outer: AbortSignal, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    throwIfCancelled(outer);
    const inner = new AbortController();
    const watch = setInterval(() => {
      if (this.memoryLimit !== null && this.residentBytes() > this.memoryLimit) {
        inner.abort(overLimit(this.memoryLimit));
      }
    }, watchMilliseconds);
    try {
      return await job(AbortSignal.any([outer, inner.signal]));
    } catch (error) {
      if (inner.signal.reason instanceof GuardrailError) throw inner.signal.reason;
      if (outer.aborted) throw cancelled();
      throw error;
    } finally {
      clearInterval(watch);
    }
  }
}

function overLimit(limit: number): GuardrailError {
  return new GuardrailError(
    'memoryLimit',
    `The engine went over its memory limit of ${(limit / 1e9).toFixed(1)} GB and stopped the run.`,
    'What was finished is saved. Lower the batch size or raise the limit, then resume.',
  );
}
