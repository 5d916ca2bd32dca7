// One model's turn of generation: the rows that wait for it, and those that arrive while it lasts. It ends where another
// model's work waits and this one has had its share, so that no adapter waits for ever.
import type { GenerationRow, RowArrivals } from '../../generation/generator';
import type { ChangeSignal } from './changeSignal';
import type { Lane, RowListener, WaitingRow } from './lane';

/**
 * How long rows wait for further rows before an empty batch starts with them, milliseconds: requests that are sent together
 * arrive one by one, and a batch that starts with the first of them stays ragged for as long as clients ask.
 */
export interface Gathering {
  /** Until no row has arrived for so long. */
  readonly quiet: number;
  /** From the first row's arrival on. */
  readonly most: number;
}

export interface TurnOptions {
  /** Rows that the turn still starts while other work waits. */
  readonly share: number;
  readonly gather: Gathering;
  /** Counts everything that clients do. */
  readonly activity: () => number;
  /** Rows that are worth no wait. */
  readonly batchSize: number;
  /** Whether work waits that this turn does not do. */
  readonly othersWait: () => boolean;
}

/** Turns of the event loop between two steps, microseconds each. */
const mostTurns = 64;
const quietTurns = 2;

export class Turn implements RowArrivals {
  /** Listeners of the rows that were taken and are not done, by row id. */
  readonly inFlight = new Map<number, RowListener>();
  /** Rows that were taken in all. */
  taken = 0;
  private readonly givenUp = new Set<number>();
  private left: number;
  private closed = false;

  constructor(
    private readonly lane: Lane,
    private readonly change: ChangeSignal,
    private readonly options: TurnOptions,
  ) {
    this.left = options.share;
  }

  take(): GenerationRow | null {
    if (this.ended) return null;
    const [first] = this.lane.rows;
    if (first === undefined || this.gathers(first)) return null;
    if (this.options.othersWait()) this.left--;
    this.lane.rows.shift();
    this.taken++;
    this.inFlight.set(first.row.id, first.listener);
    return first.row;
  }

  /** Once true it stays so. */
  get ended(): boolean {
    if (!this.closed && this.options.othersWait()) {
      this.closed = this.lane.rows.length === 0 || this.left <= 0;
    }
    return this.closed;
  }

  /** No further row is taken. */
  close(): void {
    this.closed = true;
    this.change.raise();
  }

  changed(): Promise<void> {
    return this.ended ? Promise.resolve() : this.change.next();
  }

  /**
   * A request takes several turns of the event loop (connection, head, body), and a busy generator leaves one per step: as
   * long as something comes in, further turns are worth more than the next step without its rows.
   */
  async pause(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; turn < mostTurns && quiet < quietTurns; turn++) {
      const before = this.options.activity();
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.options.activity() === before ? quiet + 1 : 0;
    }
  }

  withdraw(id: number): void {
    if (this.inFlight.delete(id)) this.givenUp.add(id);
  }

  withdrawn(id: number): boolean {
    return this.givenUp.has(id);
  }

  private gathers(first: WaitingRow): boolean {
    if (this.inFlight.size > 0 || this.lane.rows.length >= this.options.batchSize) return false;
    const { quiet, most } = this.options.gather;
    const last = this.lane.rows.at(-1) ?? first;
    const left = Math.min(first.arrived + most, last.arrived + quiet) - performance.now();
    if (left <= 0) return false;
    setTimeout(() => this.change.raise(), Math.ceil(left));
    return true;
  }
}
