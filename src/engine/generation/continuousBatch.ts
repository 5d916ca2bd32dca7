// Continuous batching: rows that end leave, waiting rows take their place, and all rows in flight take one step together.
import { GuardrailError } from '../../protocol/errors';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { DecoderModel, PassResult } from '../models/decoderModel';
import type { GenerationEvents, GenerationRow, RowSettings } from './generator';
import { rowsWithin } from './limits';
import { cacheBytes, KvCache, roundUpToBlock } from './kvCache';
import type { PrefillRow } from './prefill';
import { prefill } from './prefill';
import type { ProgressMeter } from './progressMeter';
import { RowInFlight } from './rowInFlight';
import { RowSource } from './rowSource';
import type { Choice } from './sampler';

export interface BatchContext {
  readonly model: DecoderModel;
  readonly tokenizer: Pick<ChatTokenizer, 'decode' | 'eosTokenIds'>;
  readonly settings: RowSettings;
  /** Bytes that keys and values may take. */
  readonly cacheBudget: number;
  readonly events: GenerationEvents;
  readonly meter: ProgressMeter;
  /** Throws when the run is cancelled. */
  readonly check: () => void;
}

/** Batch and cache follow the rows: the cache grows in blocks and shrinks as rows leave at the end. */
export async function runContinuous(context: BatchContext, rows: Iterable<GenerationRow>): Promise<void> {
  const { config } = context.model;
  const source = new RowSource(rows, config, 8 * context.settings.batchSize);
  const batch = new ContinuousBatch(context, new KvCache(config, 0, 0));
  const refillAt = Math.max(1, Math.floor(context.settings.batchSize / 8));
  for (;;) {
    const free = context.settings.batchSize - batch.size;
    if (source.peek() !== null && (batch.size === 0 || free >= refillAt)) {
      await batch.admit(admissible(context, source, batch));
    }
    if (batch.size === 0) {
      if (source.peek() === null) return;
      continue;
    }
    if (source.peek() === null) batch.compact();
    await batch.step();
  }
}

/** As many waiting rows as slots and memory allow; at least one where none is in flight. */
function admissible(context: BatchContext, source: RowSource, batch: ContinuousBatch): RowInFlight[] {
  const { model, settings, tokenizer } = context;
  const taken: RowInFlight[] = [];
  let longest = batch.finalLength;
  while (batch.size + taken.length < settings.batchSize) {
    const next = source.peek();
    if (next === null) break;
    const row = new RowInFlight(next, settings, tokenizer, model.config.contextLength);
    longest = Math.max(longest, row.finalLength);
    const count = batch.size + taken.length + 1;
    if (count > 1 && count * cacheBytes(model.config, roundUpToBlock(longest)) > context.cacheBudget) break;
    source.take();
    taken.push(row);
  }
  return taken;
}

/**
 * Every shape depends on the row and the settings alone: rows with the same final capacity run in batches that are
 * always full-sized, prompts one by one. So the arithmetic of a row is the same whatever shares its batch.
 */
export async function runFixed(context: BatchContext, rows: Iterable<GenerationRow>): Promise<void> {
  const { config } = context.model;
  const byCapacity = new Map<number, GenerationRow[]>();
  for (const row of new RowSourceIterable(rows, context)) {
    const length = Math.min(config.contextLength, row.promptIds.length + context.settings.maxNewTokens);
    const capacity = fixedCapacity(length);
    byCapacity.set(capacity, [...(byCapacity.get(capacity) ?? []), row]);
  }
  for (const [capacity, group] of [...byCapacity].sort((a, b) => b[0] - a[0])) {
    const size = Math.min(context.settings.batchSize, rowsWithin(config, capacity, context.cacheBudget));
    const batch = new ContinuousBatch(context, new KvCache(config, size, capacity), true);
    let next = 0;
    while (next < group.length || batch.size > 0) {
      const taken = group
        .slice(next, next + size - batch.size)
        .map((row) => new RowInFlight(row, context.settings, context.tokenizer, config.contextLength));
      next += taken.length;
      await batch.admit(taken);
      if (batch.size > 0) await batch.step();
    }
  }
}

/** Few different capacities, so that rows find company: steps of a quarter of a power of two. */
export function fixedCapacity(length: number): number {
  const step = Math.max(64, 2 ** Math.floor(Math.log2(Math.max(1, length))) / 4);
  return Math.ceil(length / step) * step;
}

/** Checks each row as it goes by. */
class RowSourceIterable implements Iterable<GenerationRow> {
  readonly #source: RowSource;

  constructor(rows: Iterable<GenerationRow>, context: BatchContext) {
    this.#source = new RowSource(rows, context.model.config, Number.MAX_SAFE_INTEGER);
  }

  *[Symbol.iterator](): Iterator<GenerationRow> {
    for (let row = this.#source.take(); row !== null; row = this.#source.take()) yield row;
  }
}

class ContinuousBatch {
  /** By slot of the cache. */
  #rows: (RowInFlight | null)[];

  constructor(
    private readonly context: BatchContext,
    private readonly cache: KvCache,
    private readonly fixed = false,
  ) {
    this.#rows = Array.from({ length: cache.batch }, () => null);
  }

  /** Rows in flight. */
  get size(): number {
    return this.#rows.reduce((count, row) => count + (row === null ? 0 : 1), 0);
  }

  /** The longest that any row in flight may become. */
  get finalLength(): number {
    return Math.max(0, ...this.#rows.map((row) => row?.finalLength ?? 0));
  }

  /** Prefills rows into free slots; those that end with their first token are reported at once. */
  async admit(rows: readonly RowInFlight[]): Promise<void> {
    if (rows.length === 0) return;
    const { model, settings, check } = this.context;
    const longest = Math.max(...rows.map((row) => row.row.promptIds.length));
    const missing = this.size + rows.length - this.#rows.length;
    const capacity = this.fixed
      ? this.cache.capacity
      : Math.max(this.cache.capacity, roundUpToBlock(longest + 1));
    if (missing > 0 || capacity > this.cache.capacity) {
      this.#rearrange(this.size + rows.length, capacity);
    }
    const byRow = new Map<PrefillRow, RowInFlight>();
    const waiting = [...rows];
    this.#rows.forEach((taken, slot) => {
      const row = taken === null ? waiting.shift() : undefined;
      if (row === undefined) return;
      this.cache.clear(slot);
      this.#rows[slot] = row;
      byRow.set({ slot, promptIds: row.row.promptIds }, row);
    });
    const want = settings.temperature === 0 ? 'greedy' : 'logits';
    await prefill(
      model,
      this.cache,
      [...byRow.keys()],
      { alone: this.fixed, want, check },
      (at, pass, index) => {
        const row = byRow.get(at);
        if (row !== undefined) this.#take(row, at.slot, pass, index);
      },
    );
  }

  /** One token for every row in flight. */
  async step(): Promise<void> {
    const { model, settings, check } = this.context;
    check();
    const longest = Math.max(...this.#rows.map((row, slot) => (row === null ? 0 : this.cache.length(slot))));
    if (longest + 1 > this.cache.capacity) {
      this.#rearrange(this.#rows.length, roundUpToBlock(longest + 1));
    }
    const batch = this.#rows.length;
    const pass = await model.run({
      ids: BigInt64Array.from(this.#rows, (row) => BigInt(row?.lastToken ?? 0)),
      positions: BigInt64Array.from(this.#rows, (_, slot) => BigInt(this.cache.length(slot))),
      sequence: 1,
      cache: this.cache,
      select: BigInt64Array.from({ length: batch }, (_, slot) => BigInt(slot)),
      want: settings.temperature === 0 ? 'greedy' : 'logits',
    });
    this.#rows.forEach((row, slot) => {
      if (row === null) return;
      this.cache.append(slot, pass, slot, 1, 1);
      this.#take(row, slot, pass, slot);
    });
  }

  /** Lets empty slots go where they are a quarter of all. */
  compact(): void {
    const size = this.size;
    if (size === 0 || size > 0.75 * this.#rows.length) return;
    const longest = Math.max(...this.#rows.map((row, slot) => (row === null ? 0 : this.cache.length(slot))));
    this.#rearrange(size, roundUpToBlock(longest + 1));
  }

  #take(row: RowInFlight, slot: number, pass: PassResult, index: number): void {
    const choice = this.#choice(row, pass, index);
    if (!Number.isFinite(choice.logprob)) {
      throw new GuardrailError(
        'checkpointCorrupt',
        'The model computes values that are no numbers (NaN or infinite).',
        'Check the checkpoint: its weights are damaged, or the training diverged.',
      );
    }
    this.context.meter.token();
    const generated = row.take(choice);
    if (generated === null) return;
    this.#rows[slot] = null;
    if (this.fixed) this.cache.clear(slot);
    this.context.meter.row();
    this.context.events.onRow(row.row.id, generated);
  }

  #choice(row: RowInFlight, pass: PassResult, index: number): Choice {
    if (pass.logits !== null) {
      const size = this.context.model.config.vocabSize;
      return row.choose(pass.logits.subarray(index * size, (index + 1) * size));
    }
    return { token: Number(pass.tokens?.[index] ?? 0n), logprob: pass.logprobs?.[index] ?? NaN };
  }

  #rearrange(batch: number, capacity: number): void {
    const slots = this.#rows.flatMap((row, slot) => (row === null ? [] : [slot]));
    const kept = this.#rows.filter((row) => row !== null);
    this.cache.rearrange(slots, batch, capacity);
    this.#rows = Array.from({ length: batch }, (_, slot) => kept[slot] ?? null);
  }
}
