// The rows of a list of which only a few pages are held: those in view, those next to them, and the last ones seen.
import type { ComparisonRow, RowPage } from '../../../src/protocol/comparison';

export interface RowPagesOptions {
  /** Asks for rows; a rejection goes to `onError`. */
  readonly load: (offset: number, limit: number) => Promise<RowPage>;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Rows per page. */
  readonly pageSize?: number;
  /** Pages held. */
  readonly keep?: number;
}

/** No more than this many pages are asked for at a time, so that a flight over the list doesn't queue them all. */
const atATime = 2;

export class RowPages {
  /** Rows in the list; null until the first page is there. */
  total: number | null = null;
  private readonly pageSize: number;
  private readonly keep: number;
  /** In order of use, the most recent last. */
  private readonly pages = new Map<number, readonly ComparisonRow[]>();
  private readonly stale = new Set<number>();
  private readonly asked = new Set<number>();
  private wanted: readonly [first: number, last: number] = [0, 0];
  private upwards = false;
  /** Answers to an older list are dropped. */
  private generation = 0;
  private failed = false;

  constructor(private readonly options: RowPagesOptions) {
    this.pageSize = options.pageSize ?? 100;
    this.keep = options.keep ?? 12;
  }

  /** The row at an index; null where it is not held. */
  row(index: number): ComparisonRow | null {
    return this.pages.get(this.pageOf(index))?.[index % this.pageSize] ?? null;
  }

  /** The index of a prompt among the rows held; null where it is not. */
  indexOf(promptId: number): number | null {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex(({ id }) => id === promptId);
      if (at >= 0) return page * this.pageSize + at;
    }
    return null;
  }

  /** Rows first to last (inclusive) are in view: they and their neighbours are fetched. */
  want(first: number, last: number): void {
    this.upwards = first < this.wanted[0];
    this.wanted = [first, last];
    this.pump();
  }

  /** The row at an index, fetched where it is not held; null outside the list. */
  async fetch(index: number): Promise<ComparisonRow | null> {
    const held = this.row(index);
    if (held !== null || index < 0 || (this.total !== null && index >= this.total)) return held;
    const { generation } = this;
    const page = this.pageOf(index);
    const answer = await this.options.load(page * this.pageSize, this.pageSize);
    if (generation === this.generation) this.put(page, answer);
    return answer.rows[index % this.pageSize] ?? null;
  }

  /** Another list: nothing held is of use. */
  reset(): void {
    this.generation++;
    this.total = null;
    this.failed = false;
    this.pages.clear();
    this.stale.clear();
    this.asked.clear();
    this.pump();
  }

  /** The same list, but its rows have changed: what is held is shown until the new rows are there. */
  refresh(): void {
    this.generation++;
    this.failed = false;
    this.asked.clear();
    for (const page of this.pages.keys()) this.stale.add(page);
    this.pump();
  }

  private pump(): void {
    if (this.failed) return;
    for (const page of this.missing()) {
      if (this.asked.size >= atATime) return;
      this.asked.add(page);
      void this.ask(page);
    }
  }

  /** Pages in view first, then those ahead in the direction of travel, then the one behind. */
  private missing(): number[] {
    const first = this.pageOf(this.wanted[0]);
    const last = this.pageOf(this.wanted[1]);
    const inView = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    // As long as the length is not known, one page gives it.
    if (this.total === null) return this.asked.size > 0 ? [] : [first];
    const end = Math.max(0, Math.ceil(this.total / this.pageSize) - 1);
    const ahead = this.upwards
      ? [-1, -2, -3].map((step) => first + step)
      : [1, 2, 3].map((step) => last + step);
    const candidates = [...inView, ...ahead, this.upwards ? last + 1 : first - 1].filter(
      (page) => page >= 0 && page <= end,
    );
    return candidates.filter(
      (page) => (!this.pages.has(page) || this.stale.has(page)) && !this.asked.has(page),
    );
  }

  private async ask(page: number): Promise<void> {
    const { generation } = this;
    try {
      const answer = await this.options.load(page * this.pageSize, this.pageSize);
      if (generation !== this.generation) return;
      this.asked.delete(page);
      this.put(page, answer);
      this.pump();
    } catch (error) {
      if (generation !== this.generation) return;
      // No further attempts until the list is asked for anew: the next one would fail as well.
      this.failed = true;
      this.asked.delete(page);
      this.options.onError(error);
    }
  }

  private put(page: number, { total, rows }: RowPage): void {
    if (this.total !== null && total < this.total) {
      for (const held of this.pages.keys()) if (held * this.pageSize >= total) this.pages.delete(held);
    }
    this.total = total;
    this.pages.delete(page);
    this.pages.set(page, rows);
    this.stale.delete(page);
    const first = this.pageOf(this.wanted[0]) - 3;
    const last = this.pageOf(this.wanted[1]) + 3;
    for (const held of this.pages.keys()) {
      if (this.pages.size <= this.keep) break;
      if (held >= first && held <= last) continue;
      this.pages.delete(held);
      this.stale.delete(held);
    }
    this.options.onChange();
  }

  private pageOf(index: number): number {
    return Math.floor(Math.max(0, index) / this.pageSize);
  }
}
