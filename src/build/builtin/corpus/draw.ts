// Drawing from lists with a seeded stream.
import type { Random } from '../../../safety/random';

/** One entry of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const entry = list[Math.floor(random() * list.length)];
  if (entry === undefined) throw new RangeError('nothing to pick from');
  return entry;
}

/** Different entries, at most as many as there are. */
export function pickSome<T>(random: Random, list: readonly T[], count: number): T[] {
  const left = [...list];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0) {
    picked.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return picked;
}

/** An integer from `low` to `high`, both included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export type Slots = Readonly<Record<string, readonly string[]>>;

/** Every `{name}` filled from the slots; what is filled in may have slots of its own. */
export function fill(random: Random, template: string, slots: Slots): string {
  let text = template;
  for (let depth = 0; depth < 4 && text.includes('{'); depth++) {
    text = text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const list = slots[name];
      if (list === undefined) throw new RangeError(`no slot {${name}} in: ${template}`);
      return pick(random, list);
    });
  }
  return text;
}
