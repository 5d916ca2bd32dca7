// Where the rows that are started next come from: a list that is there, or rows that arrive while others are generated.
import { GuardrailError } from '../../protocol/errors';
import type { GenerationEvents, GenerationRow, RowArrivals } from './generator';
import { startIds } from './rowSettings';

export interface RowSource {
  /** The next row without taking it; null where none is there now. */
  peek(): GenerationRow | null;
  take(): GenerationRow | null;
  /** None is there and none will come. */
  readonly ended: boolean;
  /** Resolves when there may be something new; call it in the same turn in which `peek` gave null. */
  changed(): Promise<void>;
  /** Call it between steps: lets rows arrive. */
  pause(): Promise<void>;
  /** Whether a row that was taken is no longer wanted. */
  withdrawn(id: number): boolean;
}

export interface RowSourceOptions {
  /** Throws where a row cannot be generated. */
  readonly check: (row: GenerationRow) => void;
  /** Rows of a list that are read ahead and sorted by length. */
  readonly lookahead: number;
  readonly onRejected: GenerationEvents['onRejected'];
  readonly signal: AbortSignal | undefined;
}

export function rowSource(rows: Iterable<GenerationRow> | RowArrivals, options: RowSourceOptions): RowSource {
  return Symbol.iterator in rows ? new ListedRows(rows, options) : new ArrivingRows(rows, options);
}

/** Hands out rows of similar length together. A row that cannot be generated ends the run. */
class ListedRows implements RowSource {
  private readonly iterator: Iterator<GenerationRow>;
  private window: GenerationRow[] = [];
  private exhausted = false;

  constructor(
    rows: Iterable<GenerationRow>,
    private readonly options: Pick<RowSourceOptions, 'check' | 'lookahead'>,
  ) {
    this.iterator = rows[Symbol.iterator]();
  }

  get ended(): boolean {
    return this.peek() === null;
  }

  peek(): GenerationRow | null {
    if (this.window.length === 0) this.fill();
    return this.window.at(-1) ?? null;
  }

  take(): GenerationRow | null {
    this.peek();
    return this.window.pop() ?? null;
  }

  changed(): Promise<void> {
    return Promise.resolve();
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }

  withdrawn(): boolean {
    return false;
  }

  private fill(): void {
    const rows: GenerationRow[] = [];
    while (!this.exhausted && rows.length < this.options.lookahead) {
      const next = this.iterator.next();
      if (next.done === true) {
        this.exhausted = true;
        break;
      }
      this.options.check(next.value);
      rows.push(next.value);
    }
    // Longest first: the cache is as long as its longest row, so long rows should share it.
    this.window = rows.sort((a, b) => startIds(a).length - startIds(b).length || b.id - a.id);
  }
}

/** Hands out rows in the order in which they arrive. A row that cannot be generated is rejected; the others go on. */
class ArrivingRows implements RowSource {
  private next: GenerationRow | null = null;

  constructor(
    private readonly arrivals: RowArrivals,
    private readonly options: RowSourceOptions,
  ) {}

  get ended(): boolean {
    return this.peek() === null && this.arrivals.ended;
  }

  peek(): GenerationRow | null {
    if (this.next !== null && this.withdrawn(this.next.id)) this.next = null;
    while (this.next === null) {
      const row = this.arrivals.take();
      if (row === null) return null;
      if (!this.withdrawn(row.id) && this.accepts(row)) this.next = row;
    }
    return this.next;
  }

  take(): GenerationRow | null {
    const row = this.peek();
    this.next = null;
    return row;
  }

  async changed(): Promise<void> {
    await settledOrAborted(this.arrivals.changed(), this.options.signal);
  }

  async pause(): Promise<void> {
    await this.arrivals.pause?.();
  }

  withdrawn(id: number): boolean {
    return this.arrivals.withdrawn(id);
  }

  private accepts(row: GenerationRow): boolean {
    const { check, onRejected } = this.options;
    try {
      check(row);
      return true;
    } catch (error) {
      if (!(error instanceof GuardrailError) || onRejected === undefined) throw error;
      onRejected(row.id, error);
      return false;
    }
  }
}

/** Resolves with the promise, or as soon as the signal is aborted. */
async function settledOrAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  if (signal.aborted) return;
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (onAbort = resolve));
  signal.addEventListener('abort', onAbort);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
