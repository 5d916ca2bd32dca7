// What an attack is: a transformation of a prompt, under which any suite can be run.
import type { AttackFacts } from '../../../protocol/suites';
import type { Random } from '../../random';

export interface Attack extends AttackFacts {
  /** The user message for a prompt. Equal random streams give equal messages. */
  apply(prompt: string, random: Random): string;
  /** How many tokens of an answer are put into the model's mouth; absent: none. */
  readonly prefillTokens?: number;
}

/** One of the variants. An attack has several wordings so that a result doesn't hang on one sentence. */
export function pick<Item>(items: readonly [Item, ...Item[]], random: Random): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}
