// Runs prompts through the model and leaves their keys and values in the cache, in passes of limited size.
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { KvCache } from './kvCache';
import { chunkTokens, passTokens } from './limits';
import type { PassPart } from './readStreams';

export interface PrefillRow {
  readonly slot: number;
  /** With the tokens of an answer that goes on. */
  readonly promptIds: readonly number[];
}

export interface PrefillOptions {
  /** Each prompt alone, so that nothing of a row depends on the others. */
  readonly alone: boolean;
  readonly want: 'greedy' | 'logits' | 'both';
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
  for (const group of prefillGroups(rows, passTokens(model.config), options.alone)) {
    options.check();
    const longest = Math.max(...group.map((prompt) => prompt.ids.length));
    if (longest > chunkTokens(model.config, 0)) {
      for (const prompt of group) await prefillLong(model, cache, prompt, options, events);
    } else {
      await prefillGroup(model, cache, group, longest, options, events);
    }
  }
}

/** One prompt and every row that has it (samples of one prompt share the work). */
interface Prompt {
  readonly ids: readonly number[];
  readonly rows: PrefillRow[];
}

/** Prompts of similar length together: padding at most a quarter, `tokens` positions at most unless one is longer. */
export function prefillGroups(
  rows: readonly PrefillRow[],
  tokens: number,
  alone: boolean,
): (readonly Prompt[])[] {
  const prompts = new Map<string, Prompt>();
  rows.forEach((row, index) => {
    const key = alone ? String(index) : row.promptIds.join(',');
    const known = prompts.get(key);
    if (known === undefined) prompts.set(key, { ids: row.promptIds, rows: [row] });
    else known.rows.push(row);
  });
  const groups: Prompt[][] = [];
  let longest = 0;
  for (const prompt of [...prompts.values()].sort((a, b) => b.ids.length - a.ids.length)) {
    const group = groups.at(-1);
    if (
      group !== undefined &&
      !alone &&
      prompt.ids.length >= 0.75 * longest &&
      (group.length + 1) * longest <= tokens
    ) {
      group.push(prompt);
    } else {
      groups.push([prompt]);
      longest = prompt.ids.length;
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
): Promise<void> {
  const ids = new BigInt64Array(group.length * sequence);
  const positions = new BigInt64Array(group.length * sequence);
  group.forEach((prompt, index) => {
    for (let i = 0; i < sequence; i++) {
      // Padding comes after the prompt, where no real position looks.
      ids[index * sequence + i] = BigInt(prompt.ids[i] ?? 0);
      positions[index * sequence + i] = BigInt(i);
    }
  });
  const pass = await model.run({
    ids,
    positions,
    sequence,
    cache: new KvCache(model.config, group.length, 0),
    select: BigInt64Array.from(group, (prompt, index) => BigInt(index * sequence + prompt.ids.length - 1)),
    want: options.want,
  });
  group.forEach((prompt, index) => {
    for (const row of prompt.rows) {
      cache.append(row.slot, pass, index, sequence, prompt.ids.length);
      events.onPositions(row, pass, { index, sequence, from: 0, count: prompt.ids.length });
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
): Promise<void> {
  const [first, ...others] = prompt.rows;
  if (first === undefined) return;
  let start = 0;
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
