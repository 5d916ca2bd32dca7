// One scratch file per key and process, however often its checkpoint is open: base and adapters over it must point at the same
// weights to share one session.
import { throwIfCancelled } from '../../cancellation';
import { removeScratchFile } from './scratchFolder';

export interface Borrowed<Weights> {
  readonly weights: Weights;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

export interface BorrowOptions {
  /** Milliseconds for which a file stays when nobody has it any more: what is opened again soon is not written again. */
  readonly keepFor?: number;
  readonly signal?: AbortSignal;
}

interface Entry<Weights> {
  readonly writing: Promise<Weights>;
  borrowers: number;
  /** Removes the file that nobody has; null: it is lent, or being written. */
  removal: NodeJS.Timeout | null;
}

export class SharedScratch<Weights extends { readonly file: string }> {
  private readonly entries = new Map<string, Entry<Weights>>();

  /**
   * What is there under the key, or what `write` makes.
   * @throws GuardrailError cancelled, and what `write` throws
   */
  async borrow(
    key: string,
    write: () => Promise<Weights>,
    { keepFor = 0, signal }: BorrowOptions = {},
  ): Promise<Borrowed<Weights>> {
    for (;;) {
      const running = this.entries.get(key);
      if (running === undefined) break;
      running.borrowers += 1;
      if (running.removal !== null) clearTimeout(running.removal);
      running.removal = null;
      try {
        return this.lend(key, running, await running.writing, keepFor);
      } catch {
        // The other one was cancelled or failed; this one tries for itself.
        throwIfCancelled(signal);
      }
    }
    // The disk need not hold what nobody has beside what is written now.
    await Promise.all([...this.entries].map(([other, entry]) => this.removeIdle(other, entry)));
    const entry: Entry<Weights> = { writing: write(), borrowers: 1, removal: null };
    this.entries.set(key, entry);
    try {
      return this.lend(key, entry, await entry.writing, keepFor);
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }

  private lend(key: string, entry: Entry<Weights>, weights: Weights, keepFor: number): Borrowed<Weights> {
    let given = false;
    return {
      weights,
      giveBack: async () => {
        if (given) return;
        given = true;
        entry.borrowers -= 1;
        if (entry.borrowers > 0) return;
        entry.removal = setTimeout(() => void this.removeIdle(key, entry), keepFor).unref();
        if (keepFor === 0) await this.removeIdle(key, entry);
      },
    };
  }

  /** Where nobody has the file. */
  private async removeIdle(key: string, entry: Entry<Weights>): Promise<void> {
    if (entry.removal === null) return;
    clearTimeout(entry.removal);
    entry.removal = null;
    this.entries.delete(key);
    await removeScratchFile((await entry.writing).file);
  }
}
