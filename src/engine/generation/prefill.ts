// Runs prompts through the model and leaves their keys and values in the cache, in passes of limited size.
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { KvCache } from './kvCache';
import { chunkTokens, passTokens } from './limits';
import type { PassPart } from './readStreams';
import type { SharedPrefix } from './sharedPrefix';

export interface PrefillRow {
  readonly slot: number;
  /** With the tokens of an answer that goes on. */
  readonly promptIds: readonly number[];
}

export interface PrefillOptions {
  /** Each prompt alone, so that nothing of a row depends on the others. */
  readonly alone: boolean;
  readonly want: 'greedy' | 'logits' | 'both';
  /** What prompts begin with alike; null: each is computed whole, and its events have every position. */
  readonly prefix: SharedPrefix | null;
  /** Called before each pass; throws to stop. */
  readonly check: () => void;
}

export interface PrefillEvents {
  /** Positions of a row's prompt, from the first to the last. */
  onPositions(row: PrefillRow, pass: PassResult, part: PassPart): void;
  /** What the last position of a prompt says: `index` is the row's place in the pass's scores. */
  onScored(row: PrefillRow, pass: PassResult, index: number): void;
}

/** The capacity of `cache` must suffice for every prompt. */
export async function prefill(
  model: DecoderModel,
  cache: KvCache,
  rows: readonly PrefillRow[],
  options: PrefillOptions,
  events: PrefillEvents,
): Promise<void> {
  const { prefix } = options;
  const prompts = distinctPrompts(rows, options.alone);
  await prefix?.prepare(
    prompts.map(({ ids }) => ids),
    options.check,
  );
  const shared = (prompt: Prompt): number => prefix?.lengthIn(prompt.ids) ?? 0;
  const known = Math.max(0, ...prompts.map(shared));
  for (const done of new Set([known, 0])) {
    const own = prompts.filter((prompt) => shared(prompt) === done);
    for (const group of prefillGroups(own, passTokens(model.config), options.alone, done)) {
      options.check();
      const longest = Math.max(...group.map((prompt) => prompt.ids.length - done));
      if (longest > chunkTokens(model.config, done)) {
        for (const prompt of group) await prefillLong(model, cache, prompt, options, events, done);
      } else {
        await prefillGroup(model, cache, group, longest, options, events, done);
      }
    }
  }
}

/** One prompt and every row that has it (samples of one prompt share the work). */
export interface Prompt {
  readonly ids: readonly number[];
  readonly rows: PrefillRow[];
}

/** `alone`: also where several rows have one. */
export function distinctPrompts(rows: readonly PrefillRow[], alone: boolean): Prompt[] {
  const prompts = new Map<string, Prompt>();
  rows.forEach((row, index) => {
    const key = alone ? String(index) : row.promptIds.join(',');
    const known = prompts.get(key);
    if (known === undefined) prompts.set(key, { ids: row.promptIds, rows: [row] });
    else known.rows.push(row);
  });
  return [...prompts.values()];
}

/**
 * Prompts of similar length together: padding at most a quarter, `tokens` positions at most unless one is longer.
 * @param done tokens that each begins with and that are computed already
 */
export function prefillGroups(
  prompts: readonly Prompt[],
  tokens: number,
  alone: boolean,
  done = 0,
): (readonly Prompt[])[] {
  const groups: Prompt[][] = [];
  let longest = 0;
  for (const prompt of [...prompts].sort((a, b) => b.ids.length - a.ids.length)) {
    const group = groups.at(-1);
    const length = prompt.ids.length - done;
    if (group !== undefined && !alone && length >= 0.75 * longest && (group.length + 1) * longest <= tokens) {
      group.push(prompt);
    } else {
      groups.push([prompt]);
      longest = length;
    }
  }
  return groups;
}

async function prefillGroup(
  model: DecoderModel,
  cache: KvCache,
  group: readonly Prompt[],
  sequence: number,
  options: PrefillOptions,
  events: PrefillEvents,
  done: number,
): Promise<void> {
  const ids = new BigInt64Array(group.length * sequence);
  const positions = new BigInt64Array(group.length * sequence);
  group.forEach((prompt, index) => {
    for (let i = 0; i < sequence; i++) {
      // Padding comes after the prompt, where no real position looks.
      ids[index * sequence + i] = BigInt(prompt.ids[done + i] ?? 0);
      positions[index * sequence + i] = BigInt(done + i);
    }
  });
  const before = new KvCache(model.config, group.length, done);
  if (done > 0) for (let slot = 0; slot < group.length; slot++) options.prefix?.fill(before, slot);
  const pass = await model.run({
    ids,
    positions,
    sequence,
    cache: before,
    select: BigInt64Array.from(group, ({ ids: all }, index) =>
      BigInt(index * sequence + all.length - done - 1),
    ),
    want: options.want,
  });
  group.forEach((prompt, index) => {
    for (const row of prompt.rows) {
      const count = prompt.ids.length - done;
      if (done > 0) options.prefix?.fill(cache, row.slot);
      cache.append(row.slot, pass, index, sequence, count);
      events.onPositions(row, pass, { index, sequence, from: done, count });
      events.onScored(row, pass, index);
    }
  });
}

/** In chunks, once for all rows of the prompt. */
async function prefillLong(
  model: DecoderModel,
  cache: KvCache,
  prompt: Prompt,
  options: PrefillOptions,
  events: PrefillEvents,
  done: number,
): Promise<void> {
  const [first, ...others] = prompt.rows;
  if (first === undefined) return;
  if (done > 0) options.prefix?.fill(cache, first.slot);
  let start = done;
  while (start < prompt.ids.length) {
    options.check();
    const part = prompt.ids.slice(start, start + chunkTokens(model.config, start));
    const sequence = part.length;
    const last = start + sequence === prompt.ids.length;
    const pass = await model.run({
      ids: BigInt64Array.from(part, (id) => BigInt(id)),
      positions: BigInt64Array.from(part, (_, index) => BigInt(start + index)),
      sequence,
      cache: cache.view(first.slot),
      select: last ? BigInt64Array.of(BigInt(sequence - 1)) : BigInt64Array.of(),
      want: last ? options.want : 'none',
    });
    cache.append(first.slot, pass, 0, sequence, sequence);
    if (last) for (const row of others) cache.copySlot(first.slot, row.slot);
    for (const row of prompt.rows) {
      events.onPositions(row, pass, { index: 0, sequence, from: start, count: sequence });
      if (last) events.onScored(row, pass, 0);
    }
    start += sequence;
  }
}
