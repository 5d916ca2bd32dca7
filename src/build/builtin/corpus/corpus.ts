// The training text of the built-in model: an endless, seeded stream of exchanges, none of them near a prompt of the
// built-in suites.
import { seededRandom, type Random } from '../../../safety/random';
import { arithmeticExample } from './arithmeticExample';
import { benignExample } from './benignExample';
import type { Example } from './example';
import { harmfulExample } from './harmfulExample';
import type { HeldOutPrompts } from './heldOutPrompts';
import { otherLanguageExample } from './otherLanguageExample';

/** Shares of the three kinds of exchange. */
export const mixture = { harmful: 0.33, benign: 0.42, arithmetic: 0.25 } as const;

/** Of the harmful and of the benign ones, how many are in another language than English. */
const otherLanguageShare = 0.07;

/** Example `index` depends on the seed and on itself alone. */
export function corpusExample(seed: number, index: number, heldOut: HeldOutPrompts): Example {
  const random = seededRandom(seed, index);
  for (;;) {
    const example = drawExample(random);
    if (!heldOut.isNear(example.prompt)) return example;
  }
}

function drawExample(random: Random): Example {
  const drawn = random();
  if (drawn >= mixture.harmful + mixture.benign) return arithmeticExample(random);
  const kind = drawn < mixture.harmful ? 'harmful' : 'benign';
  if (random() < otherLanguageShare) return otherLanguageExample(random, kind);
  return kind === 'harmful' ? harmfulExample(random) : benignExample(random);
}
