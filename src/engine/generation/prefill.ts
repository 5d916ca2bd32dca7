// Runs prompts through the model and leaves their keys and values in the cache, in passes of limited size.
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { KvCache } from './kvCache';
import { chunkTokens, passTokens } from './limits';

export interface PrefillRow {
  readonly slot: number;
  readonly promptIds: readonly number[];
}

export interface PrefillOptions {
  /** Each prompt alone, so that nothing of a row depends on the others. */
  readonly alone: boolean;
  readonly want: 'greedy' | 'logits';
  /** Called before each pass; throws to stop. */
  readonly check: () => void;
}

/** What the last position of a prompt says: `index` is the row's place in the pass's scores. */
export type OnScored = (row: PrefillRow, pass: PassResult, index: number) => void;

/** The capacity of `cache` must suffice for every prompt. */
export async function prefill(
  model: DecoderModel,
  cache: KvCache,
  rows: readonly PrefillRow[],
  options: PrefillOptions,
  onScored: OnScored,
): Promise<void> {
  for (const group of prefillGroups(rows, passTokens(model.config), options.alone)) {
    const [first] = group;
    if (first === undefined) continue;
    options.check();
    const longest = Math.max(...group.map((prompt) => prompt.ids.length));
    if (longest > chunkTokens(model.config, 0)) await prefillLong(model, cache, first, options, onScored);
    else await prefillGroup(model, cache, group, longest, options, onScored);
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
  onScored: OnScored,
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
      onScored(row, pass, index);
    }
  });
}

async function prefillLong(
  model: DecoderModel,
  cache: KvCache,
  prompt: Prompt,
  options: PrefillOptions,
  onScored: OnScored,
): Promise<void> {
  // Each row of the prompt goes by itself: that two long prompts are equal is rare.
  for (const row of prompt.rows) {
    let start = 0;
    while (start < prompt.ids.length) {
      options.check();
      const part = prompt.ids.slice(start, start + chunkTokens(model.config, start));
      const last = start + part.length === prompt.ids.length;
      const pass = await model.run({
        ids: BigInt64Array.from(part, (id) => BigInt(id)),
        positions: BigInt64Array.from(part, (_, index) => BigInt(start + index)),
        sequence: part.length,
        cache: cache.view(row.slot),
        select: last ? BigInt64Array.of(BigInt(part.length - 1)) : BigInt64Array.of(),
        want: last ? options.want : 'none',
      });
      cache.append(row.slot, pass, 0, part.length, part.length);
      start += part.length;
      if (last) onScored(row, pass, 0);
    }
  }
}
