// The held-out split: seeded, and disjoint in prompts. Knows nothing of where items come from.
import { seededRandom, type Random } from '../../../safety/random';
import { datasetError } from './datasetError';
import { shuffled } from './shuffled';
import type { TaskItem } from './task';

export interface Split {
  readonly train: readonly TaskItem[];
  readonly heldOut: readonly TaskItem[];
}

/** Streams of the dataset's randomness; other parts of a run draw from the seed too. */
export const datasetStreams = { split: 0xd5_01, sample: 0xd5_02, generate: 0xd5_03 } as const;

/**
 * Draws whole groups of items with the same opening until `size` items are held out: neither a repeated prompt nor
 * a conversation is torn. `size` below 1 is a fraction. Both parts keep the order of the file.
 * @throws GuardrailError datasetInvalid where a part would be empty.
 */
export function splitItems(items: readonly TaskItem[], size: number, seed: number, source: string): Split {
  const wanted = size < 1 ? Math.max(1, Math.round(items.length * size)) : size;
  const heldOut = drawGroups(items, wanted, seededRandom(seed, datasetStreams.split));
  const train = items.filter((item) => !heldOut.has(item));
  if (train.length > 0 && heldOut.size > 0)
    return { train, heldOut: items.filter((item) => heldOut.has(item)) };
  throw datasetError(
    { source },
    `${items.length} prompts with test_size ${size} leave ${train.length} for training and ${heldOut.size} held out.`,
    'Lower test_size, or add prompts; repeated prompts stay on one side.',
  );
}

/** At most `count` of the items, whole groups, in the order of the file. */
export function sampleItems(items: readonly TaskItem[], count: number, seed: number): readonly TaskItem[] {
  if (items.length <= count) return items;
  const drawn = drawGroups(items, count, seededRandom(seed, datasetStreams.sample));
  return items.filter((item) => drawn.has(item)).slice(0, count);
}

/**
 * What an evaluation asks: at most `count` of the held-out prompts, drawn by the seed, since a file may be sorted. Each
 * prompt once: a repeated one gives no further information, and would pass for it in an interval.
 */
export function evaluationItems(
  heldOut: readonly TaskItem[],
  count: number,
  seed: number,
): readonly TaskItem[] {
  const asked = new Set<string>();
  const different = heldOut.filter(({ context, prompt }) => {
    const key = JSON.stringify([context, prompt]);
    return !asked.has(key) && asked.add(key);
  });
  return sampleItems(different, count, seed);
}

/** What of `items` has no opening in common with `others`. */
export function withoutShared(items: readonly TaskItem[], others: readonly TaskItem[]): readonly TaskItem[] {
  const taken = new Set(others.map(openingOf));
  return items.filter((item) => !taken.has(openingOf(item)));
}

/** Equal for the turns of one conversation and for repeated prompts, whatever their spaces and case. */
export function openingOf(item: Pick<TaskItem, 'context' | 'prompt'>): string {
  const first = item.context.find(({ role }) => role === 'user')?.content ?? item.prompt;
  return first.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();
}

function drawGroups(items: readonly TaskItem[], count: number, random: Random): Set<TaskItem> {
  const byOpening = new Map<string, TaskItem[]>();
  for (const item of items) {
    const opening = openingOf(item);
    const group = byOpening.get(opening);
    if (group === undefined) byOpening.set(opening, [item]);
    else group.push(item);
  }
  const groups = shuffled([...byOpening.values()], random);
  const drawn = new Set<TaskItem>();
  for (const group of groups) {
    if (drawn.size >= count) break;
    for (const item of group) drawn.add(item);
  }
  return drawn;
}
