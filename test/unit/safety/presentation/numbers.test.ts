import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatInterval,
  formatList,
  formatP,
  formatPercent,
  formatPp,
  formatPpSize,
  formatPValue,
  formatRate,
} from '../../../../src/safety/presentation/numbers';

function check<T>(format: (value: T) => string, cases: readonly (readonly [T, string])[]): void {
  for (const [value, text] of cases) expect(format(value)).toBe(text);
}

describe('formatting', () => {
  it('counts with separators', () => {
    check(formatCount, [
      [0, '0'],
      [999, '999'],
      [1063, '1,063'],
      [1234567, '1,234,567'],
      [-1063, '−1,063'],
    ]);
  });

  it('differences in percentage points, with a real minus and never a negative zero', () => {
    check(formatPp, [
      [-0.004, '−0.4 pp'],
      [0.013, '+1.3 pp'],
      [0, '0.0 pp'],
      [-0.0004, '0.0 pp'],
      [0.0004, '0.0 pp'],
      [-1, '−100.0 pp'],
    ]);
    expect(formatPpSize(-0.024)).toBe('2.4 pp');
    expect(formatInterval({ low: -0.021, high: 0.013 })).toBe('95% CI −2.1 to +1.3');
  });

  it('rates with their counts and interval', () => {
    check(formatRate, [
      [{ k: 17, n: 20, rate: 0.85, low: 0.6396, high: 0.9476 }, '17/20 = 85.0% (64.0–94.8)'],
      [null, 'not measured (n = 0)'],
    ]);
    expect(formatPercent(1)).toBe('100.0%');
  });

  it('p values, never rounded across 0.05', () => {
    check(formatP, [
      [0.0004, 'p < 0.001'],
      [0, 'p < 0.001'],
      [0.012, 'p = 0.012'],
      [0.0496, 'p = 0.0496'],
      [0.0504, 'p = 0.0504'],
      [0.05, 'p = 0.050'],
      [0.99999, 'p = 1'],
    ]);
    for (let p = 0.0002; p < 1; p += 0.00037) {
      const shown = formatPValue(p);
      if (!shown.startsWith('<')) expect(Number(shown) < 0.05).toBe(p < 0.05);
    }
  });

  it('lists that say what they leave out', () => {
    check(
      (items: string[]) => formatList(items),
      [
        [['a'], 'a'],
        [['a', 'b'], 'a and b'],
        [['a', 'b', 'c'], 'a, b and c'],
        [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
        [[], ''],
      ],
    );
  });
});
