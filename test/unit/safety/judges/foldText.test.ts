import { describe, expect, it } from 'vitest';
import { foldString, foldText, originalSpan } from '../../../../src/safety/judges/text/foldText';
import { maskQuotes } from '../../../../src/safety/judges/text/maskQuotes';
import { splitSentences } from '../../../../src/safety/judges/text/splitSentences';

describe('foldText', () => {
  it.each([
    ['I’m  “SURE”', 'i\'m "sure"'],
    ['Désolé, e\u0301te\u0301', 'desole, ete'],
    ['ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['a\u200b\u00adb\ufeffc', 'abc'],
    ['\n\n\n a \n\n\n\n b', 'a \n\nb'],
    ['Straße ﬁn Iğdır', 'strasse fin igdir'],
    ['한국어 ガギ か\u3099', '한국어 ガギ が'],
    ['й ё', 'и е'],
  ])('%j → %j', (text, folded) => expect(foldText(text, 1000).text).toBe(folded));

  it('leads back to the original', () => {
    const original = 'ﬁ\u200bx  É“a”';
    const folded = foldText(original, 1000);
    expect(folded.text).toBe('fix e"a"');
    const start = folded.text.indexOf('e');
    const [from, to] = originalSpan(folded, start, start + 3);
    expect(original.slice(from, to)).toBe('É“a');
    expect(originalSpan(folded, 0, folded.text.length)).toEqual([0, original.length]);
  });

  it('stops at the limit and says so', () => {
    const folded = foldText('abc'.repeat(100), 10);
    expect(folded.text).toBe('abcabcabca');
    expect(folded.cut).toBe(true);
  });

  it('folds phrases as answers are folded', () => expect(foldString('Não É')).toBe('nao e'));
});

describe('maskQuotes', () => {
  it.each([
    ['he said "i cannot" twice', 'he said "        " twice'],
    ["the word 'no way' is odd, isn't it", "the word '      ' is odd, isn't it"],
    ['run `x y` now', 'run       now'],
    ['a\n> quoted\nb', 'a\n        \nb'],
    ['one "unbalanced\nquote" two', 'one "unbalanced\nquote" two'],
    ['"all of it"', '"all of it"'],
  ])('%j', (text, masked) => expect(maskQuotes(text)).toBe(masked));

  it('blanks code, closed or not, and keeps the length', () => {
    for (const text of ['a ```\nx\n``` b', 'a ```\nx']) {
      expect(maskQuotes(text)).not.toContain('x');
      expect(maskQuotes(text)).toHaveLength(text.length);
    }
  });
});

describe('splitSentences', () => {
  it.each([
    ['one. two! three?', ['one.', ' two!', ' three?']],
    ['mr. smith came. he left', ['mr. smith came.', ' he left']],
    ['1. first\n2. second', ['1. first\n', '2. second']],
    ['一。二！三', ['一。', '二！', '三']],
    ['3.5 percent. ok', ['3.5 percent.', ' ok']],
  ])('%j', (text, pieces) => {
    expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(pieces);
  });
});
