// Which prompts of a comparison ask the same thing, so that their answers are not independent.
import type { PromptRecord } from '../../protocol/comparison';

export interface Items {
  /**
   * Per prompt, the number of its item (from 0). The same item under two attacks has one number, and so have prompts with the
   * same words, whatever suites they stand in.
   */
  readonly itemOf: Int32Array;
  readonly items: number;
  /** Items that are in more than one suite, or in one more than once. */
  readonly repeatedItems: number;
}

/** By list of prompts: judges and columns of one comparison share theirs, and each is observed by itself. */
const numbered = new WeakMap<readonly PromptRecord[], Items>();

export function itemsOf(prompts: readonly PromptRecord[]): Items {
  const found = numbered.get(prompts) ?? numberItems(prompts);
  numbered.set(prompts, found);
  return found;
}

/** Numbers the groups that sharing an item, or the same words, makes. */
function numberItems(prompts: readonly PromptRecord[]): Items {
  const parents = prompts.map((_, index) => index);
  const root = (index: number): number => {
    let top = index;
    for (let up = parents[top]; up !== undefined && up !== top; up = parents[top]) top = up;
    return top;
  };
  const seen = new Map<string, number>();
  for (const [index, { suiteId, itemId, prompt, userMessage, context, history = [] }] of prompts.entries()) {
    for (const key of [
      JSON.stringify(['item', suiteId, itemId]),
      JSON.stringify(['words', prompt.trim(), context, history]),
      JSON.stringify(['words', userMessage.trim(), context, history]),
    ]) {
      const known = seen.get(key);
      if (known === undefined) seen.set(key, index);
      else parents[root(index)] = root(known);
    }
  }
  const numbers = new Map<number, number>();
  const sources = new Map<number, Set<string>>();
  const itemOf = Int32Array.from(prompts, ({ suiteId, itemId }, index) => {
    const top = root(index);
    const number = numbers.get(top) ?? numbers.size;
    numbers.set(top, number);
    sources.set(number, (sources.get(number) ?? new Set()).add(JSON.stringify([suiteId, itemId])));
    return number;
  });
  const repeatedItems = [...sources.values()].filter(({ size }) => size > 1).length;
  return { itemOf, items: numbers.size, repeatedItems };
}
