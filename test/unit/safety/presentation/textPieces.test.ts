import { describe, expect, it } from 'vitest';
import { textPieces } from '../../../../src/safety/presentation/textPieces';

const plain = { changed: false, evidence: false };

describe('textPieces', () => {
  it('cuts where marks begin, end and overlap', () => {
    expect(textPieces('abcdefgh', [[1, 4]], [3, 6])).toEqual([
      { ...plain, text: 'a' },
      { ...plain, text: 'bc', changed: true },
      { text: 'd', changed: true, evidence: true },
      { ...plain, text: 'ef', evidence: true },
      { ...plain, text: 'gh' },
    ]);
  });

  it.each([
    ['beyond the end', [2, 99] as const],
    ['before the start', [-5, 1] as const],
    ['empty', [2, 2] as const],
    ['the wrong way round', [3, 1] as const],
  ])('keeps the whole text whatever the range: %s', (_, range) => {
    const pieces = textPieces('abcd', [], range);
    expect(pieces.map(({ text }) => text).join('')).toBe('abcd');
  });

  it('has no piece for an empty text', () => expect(textPieces('', [], [0, 4])).toEqual([]));
});
