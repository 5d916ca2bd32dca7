import { describe, expect, it } from 'vitest';
import { wordDiff, type TextRange } from '../../../../src/safety/presentation/wordDiff';
import { seededRandom } from '../../../../src/safety/random';

const slices = (text: string, ranges: readonly TextRange[]): string[] =>
  ranges.map(([start, end]) => text.slice(start, end));

function check(base: string, tuned: string, onlyBase: string[], onlyTuned: string[]): void {
  const diff = wordDiff(base, tuned);
  expect(diff === null ? null : [slices(base, diff.base), slices(tuned, diff.tuned)]).toEqual([
    onlyBase,
    onlyTuned,
  ]);
}

describe('wordDiff', () => {
  it('marks the words that one side lacks', () =>
    check('I cannot help with that.', 'I can help with that!', ['cannot', '.'], ['can', '!']));
  it('marks a run of changed words as one stretch', () =>
    check(
      'Take the red old car to the town hall today.',
      'Take the big new bus to the town hall today.',
      ['red old car'],
      ['big new bus'],
    ));
  it('marks nothing in equal texts', () => check('The same.', 'The same.', [], []));
  it('keeps a contraction whole', () => check("I can't do it", 'I can do it', ["can't"], ['can']));
  it('does not mark white space', () => check('a  b\n\nc', 'a b c', [], []));
  it('compares Chinese character by character', () => check('我不能帮助你', '我能帮助你', ['不'], []));
  it('counts in UTF-16 units', () => check('😀 no', '😀 yes', ['no'], ['yes']));

  it.each([
    ['', 'Sure.'],
    ['I can’t help with that.', '  \n'],
    [
      'I can’t help with that.',
      'First, open the settings and look for the name of the network you are after.',
    ],
  ])('gives up on %j against %j', (base, tuned) => expect(wordDiff(base, tuned)).toBeNull());

  it('leaves the same words in the same order on both sides', () => {
    const random = seededRandom(5);
    const words = ['alpha', 'beta', ' ', '\n', '  ', 'γάμμα', '。', '日本', '.', '\t', '👩‍🔬'];
    const unmarked = (text: string, ranges: readonly TextRange[]): string =>
      [...ranges]
        .reverse()
        .reduce((rest, [start, end]) => `${rest.slice(0, start)} ${rest.slice(end)}`, text)
        .replace(/\s+/g, '');
    let compared = 0;
    for (let round = 0; round < 200; round++) {
      const draw = (): string => words[Math.floor(random() * words.length)] ?? '';
      const parts = Array.from({ length: 30 }, draw);
      const base = parts.join('');
      const tuned = parts.map((word) => (random() < 0.3 ? draw() : word)).join('');
      const diff = wordDiff(base, tuned);
      if (diff === null) continue;
      compared++;
      expect(unmarked(base, diff.base)).toBe(unmarked(tuned, diff.tuned));
    }
    expect(compared).toBeGreaterThan(150);
  });

  it.each([
    ['other words throughout', 'a', 'b'],
    ['the same words in another order', 'a', 'a'],
  ])('gives up on long texts with %s, whatever their length', (_, first, second) => {
    const long = (word: string, step: number): string =>
      Array.from({ length: 10_007 }, (_unused, i) => `${word}${(i * step) % 10_007}`).join(' ');
    expect(wordDiff(long(first, 1), long(second, 4001))).toBeNull();
  });
});
