// Rows that arrive one by one, for a caller that pushes them (a server). Knows no model.
import type { GenerationRow, RowArrivals } from '../../../../src/engine/generation/generator';

export class RowQueue implements RowArrivals {
  #waiting: GenerationRow[] = [];
  readonly #withdrawn = new Set<number>();
  #ended = false;
  #listeners: (() => void)[] = [];

  get ended(): boolean {
    return this.#ended;
  }

  /** @param row its `id` is that of no other row of this queue. @throws RangeError after `end`. */
  push(row: GenerationRow): void {
    if (this.#ended) throw new RangeError('A queue that has ended takes no rows.');
    this.#waiting.push(row);
    this.#tell();
  }

  /** No further row will come; those that wait are still generated. */
  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** The row is no longer wanted, whether it waits or is being generated; once it is done this changes nothing. */
  withdraw(id: number): void {
    this.#withdrawn.add(id);
    this.#waiting = this.#waiting.filter((row) => row.id !== id);
    this.#tell();
  }

  take(): GenerationRow | null {
    return this.#waiting.shift() ?? null;
  }

  changed(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  withdrawn(id: number): boolean {
    return this.#withdrawn.has(id);
  }

  #tell(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
