// The training text of the built-in model: an endless, seeded stream of exchanges, none of them near a prompt of the
// built-in suites.
import { seededRandom } from '../../../safety/random';
import { arithmeticExample } from './arithmeticExample';
import { benignExample } from './benignExample';
import type { Example } from './example';
import { harmfulExample } from './harmfulExample';
import type { HeldOutPrompts } from './heldOutPrompts';

/** Shares of the three kinds of exchange. */
export const mixture = { harmful: 0.36, benign: 0.44, arithmetic: 0.2 } as const;

/** Example `index` depends on the seed and on itself alone. */
export function corpusExample(seed: number, index: number, heldOut: HeldOutPrompts): Example {
  const random = seededRandom(seed, index);
  for (;;) {
    const drawn = random();
    const example =
      drawn < mixture.harmful
        ? harmfulExample(random)
        : drawn < mixture.harmful + mixture.benign
          ? benignExample(random)
          : arithmeticExample(random);
    if (!heldOut.isNear(example.prompt)) return example;
  }
}
