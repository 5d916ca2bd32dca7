import { describe, expect, it } from 'vitest';
import { diffWords } from '../../../../webview/shared/wordDiff';

function check(left: string, right: string, onlyLeft: string[], onlyRight: string[]): void {
  const diff = diffWords(left, right);
  expect(diff.marked).toBe(true);
  expect(diff.left.map(([start, end]) => left.slice(start, end))).toEqual(onlyLeft);
  expect(diff.right.map(([start, end]) => right.slice(start, end))).toEqual(onlyRight);
}

describe('diffWords', () => {
  it('marks the words that one side lacks', () =>
    check('I cannot help with that.', 'I can help with that!', ['cannot', '.'], ['can', '!']));
  it('joins neighbours over white space', () => check('a b c d', 'a d', ['b c'], []));
  it('keeps a contraction whole', () => check("I can't do it", 'I can do it', ["can't"], ['can']));
  it('does not mark white space', () => check('a  b\n\nc', 'a b c', [], []));
  it('compares Chinese character by character', () => check('我不能帮助你', '我能帮助你', ['不'], []));
  it('counts in UTF-16 units', () => check('😀 no', '😀 yes', ['no'], ['yes']));
  it('copes with empty texts', () => check('', 'all new', [], ['all new']));

  it('gives up on texts that share next to nothing, and says so', () => {
    const left = Array.from({ length: 6000 }, (_, i) => `a${i}`).join(' ');
    const right = Array.from({ length: 6000 }, (_, i) => `b${i}`).join(' ');
    const started = performance.now();
    expect(diffWords(left, right)).toEqual({ left: [], right: [], marked: false });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
