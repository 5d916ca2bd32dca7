// Damages text as editors, other systems and hostile authors do. Knows no grammar.
import type { Random } from '../../../src/safety/random';
import { below, chance, pick, spanLength } from './draw';
import { hostileNumbers, hostileTexts } from './hostileValues';
import { mutateBytes } from './mutateBytes';

const mostCharacters = 500_000;

type Step = (text: string, random: Random) => string;

/** A stretch between two signs that divide: a word, a number, a bracket. */
function token(text: string, random: Random): readonly [from: number, to: number] {
  const from = below(random, text.length);
  const rest = /^(?:[\p{L}_]+|[\d.]+|\s+|.)/su.exec(text.slice(from, from + 200));
  return [from, from + (rest?.[0].length ?? 1)];
}

const replaced = (text: string, [from, to]: readonly [number, number], by: string): string =>
  text.slice(0, from) + by + text.slice(to);

const steps: readonly Step[] = [
  (text, random) => {
    const at = below(random, text.length + 1);
    return replaced(text, [at, at], pick(random, hostileTexts));
  },
  (text, random) => replaced(text, token(text, random), pick(random, hostileTexts)),
  (text, random) => replaced(text, token(text, random), ''),
  (text, random) => {
    const number = [...text.matchAll(/\d+(?:\.\d+)?/gu)];
    if (number.length === 0) return text;
    const one = pick(random, number);
    return replaced(text, [one.index, one.index + one[0].length], pick(random, hostileNumbers));
  },
  (text, random) => {
    const [a, b] = [token(text, random), token(text, random)];
    return replaced(text, a, text.slice(...b));
  },
  (text, random) => {
    const at = below(random, text.length);
    const span = text.slice(at, at + spanLength(random, text.length - at));
    const times = Math.min(pick(random, [2, 3, 10, 100, 2000]), Math.ceil(mostCharacters / span.length));
    return replaced(text, [at, at], span.repeat(times));
  },
  (text, random) => {
    const at = below(random, text.length);
    return replaced(text, [at, at + spanLength(random, text.length - at)], '');
  },
  (text, random) => text.slice(0, below(random, text.length)),
  (text) => `\uFEFF${text}`,
  (text, random) => text.replaceAll('\n', pick(random, ['\r\n', '\r', '\n\n', '\u2028', '\0'])),
  (text, random) => {
    const [open, close] = pick(random, ['[]', '{}', '()', '<>', '$$']).split('');
    const depth = pick(random, [3, 50, 1000, 20_000]);
    const at = below(random, text.length + 1);
    return replaced(text, [at, at], (open ?? '').repeat(depth) + (close ?? '').repeat(depth));
  },
];

/** Text as UTF-8 with one to four damages; at times bytes that are no UTF-8. */
export function mutateText(bytes: Uint8Array, random: Random): Buffer {
  if (chance(random, 0.1)) return mutateBytes(bytes, random);
  let text = Buffer.from(bytes).toString('utf8');
  const rounds = 1 + below(random, 4);
  for (let round = 0; round < rounds && text.length > 0 && text.length < mostCharacters; round++) {
    text = pick(random, steps)(text, random);
  }
  return Buffer.from(text, 'utf8');
}

/** As a string that may hold lone surrogates, for what is handed over in memory. */
export function mutateString(text: string, random: Random): string {
  let damaged = text;
  const rounds = 1 + below(random, 4);
  for (let round = 0; round < rounds && damaged.length > 0 && damaged.length < mostCharacters; round++) {
    damaged = pick(random, steps)(damaged, random);
  }
  return damaged;
}
