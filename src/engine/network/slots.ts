// Bounds how many pieces of work are under way at once. Knows nothing of what they are.
import { cancelled } from '../cancellation';

export class Slots {
  private free: number;
  private readonly waiting = new Set<() => void>();

  /** @param count at least 1 */
  constructor(count: number) {
    this.free = Math.max(1, Math.floor(count));
  }

  /**
   * Runs `work` as soon as one of the slots is free, in the order of the calls.
   * @throws GuardrailError cancelled where the signal is aborted before the work begins; what `work` throws
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.take(signal);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private async take(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled();
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.waiting.delete(onTurn);
        reject(cancelled());
      };
      const onTurn = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      this.waiting.add(onTurn);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.free++;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
