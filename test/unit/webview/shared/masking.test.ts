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
    expect(isCovered({ id: 3, kind }, mask, new Set(revealed))).toBe(covered);
  });
});

describe('firstLine', () => {
  it('skips empty lines', () => expect(firstLine('\n  \n  How?\nSo.')).toBe('How?'));
  it('cuts a long line', () => expect(firstLine('abcdef', 3)).toBe('abc…'));
});
