// One scratch file per key and process, however often its checkpoint is open: base and adapters over it must point at the same
// weights to share one session.
import { throwIfCancelled } from '../../cancellation';
import { removeScratchFile } from './scratchFolder';

export interface Borrowed<Weights> {
  readonly weights: Weights;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

interface Entry<Weights> {
  readonly writing: Promise<Weights>;
  borrowers: number;
}

export class SharedScratch<Weights extends { readonly file: string }> {
  private readonly entries = new Map<string, Entry<Weights>>();

  /**
   * What is there under the key, or what `write` makes.
   * @throws GuardrailError cancelled, and what `write` throws
   */
  async borrow(key: string, write: () => Promise<Weights>, signal?: AbortSignal): Promise<Borrowed<Weights>> {
    for (;;) {
      const running = this.entries.get(key);
      if (running === undefined) break;
      running.borrowers += 1;
      try {
        return this.lend(key, running, await running.writing);
      } catch {
        // The other one was cancelled or failed; this one tries for itself.
        throwIfCancelled(signal);
      }
    }
    const entry: Entry<Weights> = { writing: write(), borrowers: 1 };
    this.entries.set(key, entry);
    try {
      return this.lend(key, entry, await entry.writing);
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }

  private lend(key: string, entry: Entry<Weights>, weights: Weights): Borrowed<Weights> {
    let given = false;
    return {
      weights,
      giveBack: async () => {
        if (given) return;
        given = true;
        entry.borrowers -= 1;
        if (entry.borrowers > 0) return;
        this.entries.delete(key);
        await removeScratchFile(weights.file);
      },
    };
  }
}
