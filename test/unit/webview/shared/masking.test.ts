import { describe, expect, it } from 'vitest';
import { firstLine, isCovered } from '../../../../webview/shared/masking';

describe('isCovered', () => {
  it.each([
    ['harmful' as const, true, [], true],
    ['harmful' as const, true, [3], false],
    ['harmful' as const, true, [4], true],
    ['harmful' as const, false, [], false],
    ['benign' as const, true, [], false],
  ])('%s prompt 3, masking %s, revealed %j: %s', (kind, mask, revealed, covered) => {
    const state = { settings: { maskHarmful: mask }, revealed: { all: false, prompts: revealed } };
    expect(isCovered({ id: 3, kind }, state)).toBe(covered);
  });

  it('nothing is covered where all is shown; all harmful text is while nothing is known', () => {
    const state = { settings: { maskHarmful: true }, revealed: { all: true, prompts: [] } };
    expect(isCovered({ id: 3, kind: 'harmful' }, state)).toBe(false);
    expect(isCovered({ id: 3, kind: 'harmful' }, null)).toBe(true);
  });
});

describe('firstLine', () => {
  it('skips empty lines', () => expect(firstLine('\n  \n  How?\nSo.')).toBe('How?'));
  it('cuts a long line', () => expect(firstLine('abcdef', 3)).toBe('abc…'));
});
