// Bounds how many pieces of work are under way at once; the bound may be narrowed and widened. Knows nothing of the work.
import { cancelled } from '../cancellation';

export class Slots {
  private readonly most: number;
  /** At least 1; fractions add up to a further slot. */
  private bound: number;
  private running = 0;
  private readonly waiting = new Set<() => void>();

  /** @param count at least 1; Infinity: no bound until it is narrowed */
  constructor(count: number) {
    this.most = Math.max(1, Math.floor(count));
    this.bound = this.most;
  }

  /** From now on at most half of what is under way now. False where that is a single piece of work, or none. */
  narrow(): boolean {
    if (this.running < 2) return false;
    this.bound = Math.min(this.bound, Math.floor(this.running / 2));
    return true;
  }

  /** One more slot after somewhat more calls than there are slots. */
  widen(): void {
    this.bound = Math.min(this.most, this.bound + 1 / this.bound);
    this.next();
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
    if (this.isFree()) {
      this.running++;
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
    this.running--;
    this.next();
  }

  private next(): void {
    for (const onTurn of this.waiting) {
      if (!this.isFree()) return;
      this.waiting.delete(onTurn);
      this.running++;
      onTurn();
    }
  }

  private isFree(): boolean {
    return this.running < Math.floor(this.bound);
  }
}
