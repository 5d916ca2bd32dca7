// A request in another language than English, and an answer in the same.
import type { Random } from '../../../safety/random';
import { pick } from './draw';
import type { Example } from './example';
import { otherLanguages } from './otherLanguages';

export function otherLanguageExample(random: Random, kind: 'harmful' | 'benign'): Example {
  const language = pick(random, Object.values(otherLanguages));
  const wish = pick(random, kind === 'harmful' ? language.harmful : language.harmless);
  return {
    kind,
    prompt: pick(random, language.frames).replace('{do}', wish),
    answer: pick(random, kind === 'harmful' ? language.refusals : language.answers),
  };
}
