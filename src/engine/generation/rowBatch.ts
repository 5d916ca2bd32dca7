// The rows in flight: they enter by prefill, take one step together, and leave when they end.
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { freeArrays } from '../runtime/freeArrays';
import type { GeneratedToken, GenerationEvents, GenerationRow, RowSettings } from './generator';
import type { StepHooks } from './hooks';
import type { KvCache } from './kvCache';
import { roundUpToBlock } from './kvCache';
import { notFinite } from './notFinite';
import type { PrefillRow } from './prefill';
import { prefill } from './prefill';
import type { ProgressMeter } from './progressMeter';
import type { PassPart } from './readStreams';
import { readStreams } from './readStreams';
import { RowInFlight } from './rowInFlight';
import { settingsOf, startIds } from './rowSettings';
import type { RowSource } from './rowSource';
import { SharedPrefix } from './sharedPrefix';

export interface BatchContext {
  readonly model: DecoderModel;
  readonly tokenizer: Pick<ChatTokenizer, 'decode' | 'eosTokenIds'>;
  readonly source: RowSource;
  readonly settings: RowSettings;
  readonly hooks: StepHooks;
  /** Bytes that keys and values may take. */
  readonly cacheBudget: number;
  readonly events: GenerationEvents;
  readonly meter: ProgressMeter;
  /** Throws when the run is cancelled. */
  readonly check: () => void;
}

export function startRow(
  { model, tokenizer, settings, hooks }: BatchContext,
  row: GenerationRow,
): RowInFlight {
  const { contextLength } = model.config;
  return new RowInFlight(row, { settings: settingsOf(row, settings), tokenizer, contextLength, hooks });
}

export class RowBatch {
  /** By slot of the cache. */
  private rows: (RowInFlight | null)[];
  private readonly prefix: SharedPrefix | null;

  constructor(
    private readonly context: BatchContext,
    private readonly cache: KvCache,
    private readonly fixed = false,
  ) {
    this.rows = Array.from({ length: cache.batch }, () => null);
    // A fixed batch computes each row alone, and readers see every position of theirs.
    const whole = fixed || (context.hooks.readers ?? []).length > 0;
    this.prefix = whole ? null : new SharedPrefix(context.model);
  }

  /** Rows in flight. */
  get size(): number {
    return this.rows.reduce((count, row) => count + (row === null ? 0 : 1), 0);
  }

  /** The longest that any row in flight may become. */
  get finalLength(): number {
    return Math.max(0, ...this.rows.map((row) => row?.finalLength ?? 0));
  }

  /** Positions of the longest row in flight. */
  private get longest(): number {
    return Math.max(0, ...this.rows.map((row, slot) => (row === null ? 0 : this.cache.length(slot))));
  }

  /**
   * What rows of up to `longest` positions, and the next token, need; more where they had more. Every step reads the whole cache:
   * once the long rows have left, it shrinks, but not by so little that moving it costs more.
   */
  private capacityFor(longest: number): number {
    const needed = roundUpToBlock(longest + 1);
    const { capacity } = this.cache;
    return 2 * needed <= capacity ? needed : Math.max(needed, capacity);
  }

  /** Prefills rows into free slots; those that end with their first token are reported at once. */
  async admit(rows: readonly RowInFlight[]): Promise<void> {
    if (rows.length === 0) return;
    const { model, check } = this.context;
    const longest = Math.max(this.longest, ...rows.map((row) => startIds(row.row).length));
    const missing = this.size + rows.length - this.rows.length;
    const capacity = this.fixed ? this.cache.capacity : this.capacityFor(longest);
    if (missing > 0 || capacity !== this.cache.capacity) this.rearrange(this.size + rows.length, capacity);
    const byRow = new Map<PrefillRow, RowInFlight>();
    const waiting = [...rows];
    this.rows.forEach((taken, slot) => {
      const row = taken === null ? waiting.shift() : undefined;
      if (row === undefined) return;
      this.cache.clear(slot);
      this.rows[slot] = row;
      byRow.set({ slot, promptIds: startIds(row.row) }, row);
    });
    await prefill(
      model,
      this.cache,
      [...byRow.keys()],
      { alone: this.fixed, want: wanted(rows), check, prefix: this.prefix },
      {
        onPositions: (at, pass, part) => {
          const row = byRow.get(at);
          if (row !== undefined) this.read(row, pass, part);
        },
        onScored: (at, pass, index) => {
          const row = byRow.get(at);
          if (row !== undefined) this.take(row, at.slot, pass, index);
        },
      },
    );
  }

  /** One token for every row in flight that is still wanted. */
  async step(): Promise<void> {
    const { model, check } = this.context;
    check();
    this.dropWithdrawn();
    if (this.size === 0) return;
    const { longest } = this;
    if (longest + 1 > this.cache.capacity) this.rearrange(this.rows.length, roundUpToBlock(longest + 1));
    const batch = this.rows.length;
    const pass = await model.run({
      ids: BigInt64Array.from(this.rows, (row) => BigInt(row?.lastToken ?? 0)),
      positions: BigInt64Array.from(this.rows, (_, slot) => BigInt(this.cache.length(slot))),
      sequence: 1,
      cache: this.cache,
      select: BigInt64Array.from({ length: batch }, (_, slot) => BigInt(slot)),
      want: wanted(this.rows.filter((row) => row !== null)),
    });
    this.rows.forEach((row, slot) => {
      if (row === null) return;
      const from = this.cache.length(slot);
      this.cache.append(slot, pass, slot, 1, 1);
      this.read(row, pass, { index: slot, sequence: 1, from, count: 1 });
      this.take(row, slot, pass, slot);
    });
    // Those of many steps would lie about until a collection.
    if (pass.logits !== null) freeArrays([pass.logits]);
  }

  /** Lets empty slots go where they are a quarter of all. */
  compact(): void {
    const size = this.size;
    if (size === 0 || size > 0.75 * this.rows.length) return;
    this.rearrange(size, roundUpToBlock(this.longest + 1));
  }

  /** Gives the memory of keys and values back, while no row is in flight. */
  release(): void {
    this.rearrange(0, 0);
  }

  private take(row: RowInFlight, slot: number, pass: PassResult, index: number): void {
    const { source, meter, events } = this.context;
    if (source.withdrawn(row.row.id)) {
      this.free(slot);
      return;
    }
    const token = this.choice(row, pass, index);
    if (!Number.isFinite(token.logprob)) throw notFinite();
    meter.token();
    const generated = row.take(token);
    events.onToken?.(row.row.id, token);
    if (generated === null) return;
    this.free(slot);
    meter.row();
    events.onRow(row.row.id, generated);
  }

  private choice(row: RowInFlight, pass: PassResult, index: number): GeneratedToken {
    if (!row.needsLogits) {
      return { id: Number(pass.tokens?.[index] ?? 0n), logprob: pass.logprobs?.[index] ?? NaN, top: [] };
    }
    const size = this.context.model.config.vocabSize;
    if (pass.logits === null) throw new RangeError('A pass has the logits that its rows need.');
    return row.choose(pass.logits.subarray(index * size, (index + 1) * size));
  }

  private read(row: RowInFlight, pass: PassResult, part: PassPart): void {
    const { hooks, model } = this.context;
    readStreams(hooks.readers ?? [], pass, model.config.hiddenSize, row.context, part);
  }

  private dropWithdrawn(): void {
    this.rows.forEach((row, slot) => {
      if (row !== null && this.context.source.withdrawn(row.row.id)) this.free(slot);
    });
  }

  private free(slot: number): void {
    this.rows[slot] = null;
    if (this.fixed) this.cache.clear(slot);
  }

  private rearrange(batch: number, capacity: number): void {
    const slots = this.rows.flatMap((row, slot) => (row === null ? [] : [slot]));
    const kept = this.rows.filter((row) => row !== null);
    this.cache.rearrange(slots, batch, capacity);
    this.rows = Array.from({ length: batch }, (_, slot) => kept[slot] ?? null);
  }
}

/** A row is scored in the graph or from its logits, whatever the other rows of the pass need. */
function wanted(rows: readonly RowInFlight[]): 'greedy' | 'logits' | 'both' {
  if (!rows.some((row) => row.needsLogits)) return 'greedy';
  return rows.every((row) => row.needsLogits) ? 'logits' : 'both';
}
