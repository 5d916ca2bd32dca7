// Scores of one text by two tokenizers, side by side.
import { expect, it } from 'vitest';
import { alignTokens, type TextToken } from '../../../../src/safety/drift/alignTokens';
import { seededRandom } from '../../../../src/safety/random';

const text = 'I cannot help with that, sorry.';

function cut(seed: number): TextToken[] {
  const random = seededRandom(seed);
  const tokens: TextToken[] = [];
  for (let at = 0; at < text.length;) {
    const end = Math.min(text.length, at + 1 + Math.floor(random() * 5));
    tokens.push({ text: text.slice(at, end), logprob: -random() });
    at = end;
  }
  return tokens;
}

const sum = (tokens: readonly TextToken[]): number => tokens.reduce((all, { logprob }) => all + logprob, 0);

it('keeps the text and what each side says of it, in stretches that nothing divides further', () => {
  for (let seed = 0; seed < 100; seed++) {
    const [base, tuned] = [cut(seed), cut(seed + 1000)];
    const aligned = alignTokens(base, tuned) ?? [];
    expect(aligned.map((one) => one.text).join('')).toBe(text);
    expect(aligned.reduce((all, one) => all + one.base, 0)).toBeCloseTo(sum(base), 9);
    expect(aligned.reduce((all, one) => all + one.tuned, 0)).toBeCloseTo(sum(tuned), 9);
    const borders = (tokens: readonly TextToken[]): Set<number> => {
      let at = 0;
      return new Set(tokens.map((token) => (at += token.text.length)));
    };
    const common = [...borders(base)].filter((border) => borders(tuned).has(border));
    expect(aligned.length).toBe(common.length);
  }
});

it('says nothing of texts that differ', () => {
  const token = (word: string): TextToken => ({ text: word, logprob: -1 });
  expect(alignTokens([token('no')], [token('yes')])).toBeNull();
  expect(alignTokens([token('no'), token('ne')], [token('no')])).toBeNull();
  expect(alignTokens([], [])).toEqual([]);
});
