import pmf from '@stdlib/stats-base-dists-binomial-pmf';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { binomialVariate } from '../../../../src/safety/statistics/binomialVariate';

describe('binomialVariate', () => {
  it.each([
    [1, 0.3],
    [40, 0.05],
    [60, 0.25],
    [1000, 0.9],
    [5000, 0.013],
    [30, 0.5],
  ])('has the distribution Binomial(%d, %d)', (n, p) => {
    const random = seededRandom(n, Math.round(p * 1000));
    const draws = 40_000;
    const counts = new Array<number>(n + 1).fill(0);
    for (let i = 0; i < draws; i++) {
      const k = binomialVariate(n, p, random);
      counts[k] = (counts[k] ?? 0) + 1;
    }
    // Pearson's χ² over the cells with an expected count of at least 10; the 99.9% point is below df + 4.5·√df + 8.
    let chiSquare = 0;
    let cells = 0;
    for (let k = 0; k <= n; k++) {
      const expected = draws * pmf(k, n, p);
      if (expected < 10) continue;
      chiSquare += ((counts[k] ?? 0) - expected) ** 2 / expected;
      cells++;
    }
    expect(chiSquare).toBeLessThan(cells + 4.5 * Math.sqrt(cells) + 8);
  });

  it('is certain at the ends', () => {
    const random = seededRandom(1);
    expect(binomialVariate(50, 0, random)).toBe(0);
    expect(binomialVariate(50, 1, random)).toBe(50);
    expect(binomialVariate(0, 0.5, random)).toBe(0);
  });
});
