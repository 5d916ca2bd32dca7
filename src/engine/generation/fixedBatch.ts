// Fixed batches: every shape depends on the row and the settings alone, so that the arithmetic of a row is the same
// whatever shares its batch.
import type { GenerationRow } from './generator';
import { KvCache } from './kvCache';
import { rowsWithin } from './limits';
import type { BatchContext } from './rowBatch';
import { RowBatch, startRow } from './rowBatch';
import { settingsOf } from './rowSettings';

/**
 * Rows with the same final capacity run in batches that are always full-sized, prompts one by one. The capacity of the row
 * that has waited longest runs next. Others of that capacity join while it runs; but as long as a row of another capacity
 * waits, only one batch full of rows may overtake it, then the batch runs empty and its turn comes.
 */
export async function runFixed(context: BatchContext): Promise<void> {
  const { source } = context;
  const waiting = new WaitingRows(context);
  for (;;) {
    const capacity = waiting.oldestCapacity();
    if (capacity !== null) {
      await runCapacity(context, waiting, capacity);
    } else {
      if (source.ended) return;
      await source.changed();
      context.check();
    }
  }
}

async function runCapacity(context: BatchContext, waiting: WaitingRows, capacity: number): Promise<void> {
  const { config } = context.model;
  const size = Math.min(context.settings.batchSize, rowsWithin(config, capacity, context.cacheBudget));
  const batch = new RowBatch(context, new KvCache(config, size, capacity), true);
  let mayOvertake = size;
  for (;;) {
    const taken = waiting.take(capacity, size - batch.size, mayOvertake);
    mayOvertake = taken.mayOvertake;
    await batch.admit(taken.rows.map((row) => startRow(context, row)));
    if (batch.size > 0) {
      await batch.step();
      await context.source.pause();
    } else if (taken.rows.length === 0) {
      batch.release();
      return;
    }
  }
}

/** Few different capacities, so that rows meet others of theirs: steps of a quarter of a power of two. */
export function fixedCapacity(length: number): number {
  const step = Math.max(64, 2 ** Math.floor(Math.log2(Math.max(1, length))) / 4);
  return Math.ceil(length / step) * step;
}

interface WaitingRow {
  readonly row: GenerationRow;
  /** Its place in the order of arrival. */
  readonly order: number;
}

/** Rows that have come and not started, by capacity. */
class WaitingRows {
  private readonly byCapacity = new Map<number, WaitingRow[]>();
  private arrived = 0;

  constructor(private readonly context: BatchContext) {}

  /** null: no row waits. */
  oldestCapacity(): number | null {
    this.collect();
    const [first] = [...this.byCapacity].sort(([, a], [, b]) => firstOrder(a) - firstOrder(b));
    return first?.[0] ?? null;
  }

  /**
   * Up to `count` rows of a capacity, of which up to `mayOvertake` came after a row of another capacity that waits.
   * @returns them, and how many may still overtake
   */
  take(
    capacity: number,
    count: number,
    mayOvertake: number,
  ): { readonly rows: readonly GenerationRow[]; readonly mayOvertake: number } {
    this.collect();
    const group = this.byCapacity.get(capacity) ?? [];
    const others = [...this.byCapacity].filter(([other]) => other !== capacity);
    const oldestOther = Math.min(...others.map(([, rows]) => firstOrder(rows)));
    const rows: GenerationRow[] = [];
    let left = mayOvertake;
    for (let next = group[0]; next !== undefined && rows.length < count; next = group[0]) {
      const wanted = !this.context.source.withdrawn(next.row.id);
      const overtakes = wanted && next.order > oldestOther;
      if (overtakes && left === 0) break;
      if (overtakes) left--;
      group.shift();
      if (wanted) rows.push(next.row);
    }
    if (group.length === 0) this.byCapacity.delete(capacity);
    return { rows, mayOvertake: left };
  }

  /** Takes what has arrived. */
  private collect(): void {
    const { source, settings, model } = this.context;
    for (let row = source.take(); row !== null; row = source.take()) {
      const { maxNewTokens } = settingsOf(row, settings);
      const length = Math.min(model.config.contextLength, row.promptIds.length + maxNewTokens);
      const capacity = fixedCapacity(length);
      const group = this.byCapacity.get(capacity) ?? [];
      group.push({ row, order: this.arrived++ });
      this.byCapacity.set(capacity, group);
    }
  }
}

function firstOrder(rows: readonly WaitingRow[]): number {
  return rows[0]?.order ?? Infinity;
}
