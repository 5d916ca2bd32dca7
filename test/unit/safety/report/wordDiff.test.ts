import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { type DiffSpan, wordDiff } from '../../../../src/safety/report/wordDiff';

const text = (spans: readonly DiffSpan[]): string => spans.map((span) => span.text).join('');
const marked = (spans: readonly DiffSpan[]): string[] =>
  spans.filter((span) => span.only).map((span) => span.text);

describe('wordDiff', () => {
  it('marks words that only one side has', () => {
    const diff = wordDiff('I can not help with that request.', 'I can help you with that request.');
    expect(diff === null ? null : [marked(diff.base), marked(diff.tuned)]).toEqual([['not '], ['you ']]);
  });

  it('marks a run of changed words as one stretch', () => {
    const diff = wordDiff(
      'Take the red old car to the town hall today.',
      'Take the big new bus to the town hall today.',
    );
    expect(diff === null ? null : [marked(diff.base), marked(diff.tuned)]).toEqual([
      ['red old car'],
      ['big new bus'],
    ]);
  });

  it('marks nothing in equal texts', () => {
    const diff = wordDiff('The same.', 'The same.');
    expect(diff).toEqual({
      base: [{ text: 'The same.', only: false }],
      tuned: [{ text: 'The same.', only: false }],
    });
  });

  it.each([
    ['', 'Sure.'],
    ['I can’t help with that.', '  \n'],
    [
      'I can’t help with that.',
      'First, open the settings and look for the name of the network you are after.',
    ],
  ])('gives up on %j against %j', (base, tuned) => expect(wordDiff(base, tuned)).toBeNull());

  it('gives each side back character by character, white space included', () => {
    const random = seededRandom(5);
    const words = ['alpha', 'beta', ' ', '\n', '  ', 'γάμμα', '。', '日本', '.', '\t', '👩‍🔬'];
    let compared = 0;
    for (let round = 0; round < 200; round++) {
      const draw = (): string => words[Math.floor(random() * words.length)] ?? '';
      const base = Array.from({ length: 30 }, draw);
      const tuned = base.map((word) => (random() < 0.3 ? draw() : word)).join('');
      const diff = wordDiff(base.join(''), tuned);
      if (diff === null) continue;
      compared++;
      expect(text(diff.base)).toBe(base.join(''));
      expect(text(diff.tuned)).toBe(tuned);
    }
    expect(compared).toBeGreaterThan(150);
  });

  it.each([
    ['other words throughout', 'a', 'b'],
    ['the same words in another order', 'a', 'a'],
  ])('takes bounded time for long texts with %s', (_, first, second) => {
    const long = (word: string, step: number): string =>
      Array.from({ length: 10_007 }, (_unused, i) => `${word}${(i * step) % 10_007}`).join(' ');
    const start = performance.now();
    expect(wordDiff(long(first, 1), long(second, 4001))).toBeNull();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
