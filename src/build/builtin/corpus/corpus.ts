// The training text of the built-in model: an endless, seeded stream of exchanges, none of them near a prompt of the
// built-in suites.
import { seededRandom, type Random } from '../../../safety/random';
import { arithmeticExample, type Sums } from './arithmeticExample';
import { benignExample } from './benignExample';
import type { Example } from './example';
import { harmfulExample } from './harmfulExample';
import type { HeldOutPrompts } from './heldOutPrompts';
import { otherLanguageExample } from './otherLanguageExample';

/** What a part of the training consists of. */
export interface Course extends Sums {
  /** Shares of the three kinds of exchange. */
  readonly mixture: Readonly<Record<Example['kind'], number>>;
  /** Whether harmless requests come in great variety, or only as they are listed. */
  readonly varied: boolean;
}

/** Of the harmful and of the benign ones, how many are in another language than English. */
const otherLanguageShare = 0.07;

/** Example `index` depends on the course, the seed and itself alone. */
export function corpusExample(course: Course, seed: number, index: number, heldOut: HeldOutPrompts): Example {
  const random = seededRandom(seed, index);
  for (;;) {
    const example = drawExample(random, course);
    if (!heldOut.isNear(example.prompt)) return example;
  }
}

function drawExample(random: Random, course: Course): Example {
  const { mixture, varied } = course;
  const drawn = random();
  if (drawn >= mixture.harmful + mixture.benign) return arithmeticExample(random, course);
  const kind = drawn < mixture.harmful ? 'harmful' : 'benign';
  if (random() < otherLanguageShare) return otherLanguageExample(random, kind);
  return kind === 'harmful' ? harmfulExample(random) : benignExample(random, varied);
}
