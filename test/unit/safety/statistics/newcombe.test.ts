import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { newcombeInterval } from '../../../../src/safety/statistics/newcombe';
import { golden } from '../../../fixtures/statistics/golden';

const interval = (both: number, firstOnly: number, secondOnly: number, neither: number) =>
  newcombeInterval({ both, firstOnly, secondOnly, neither });

describe('newcombeInterval', () => {
  it('gives the published limits', () => {
    // Newcombe (1998b), table II, method 10.
    expect(interval(36, 12, 2, 0).low).toBeCloseTo(0.0569, 4);
    expect(interval(36, 12, 2, 0).high).toBeCloseTo(0.3404, 4);
    // Altman et al. (2000), Statistics with Confidence, p. 51: 0.011 to 0.226.
    expect(interval(14, 5, 0, 22).low).toBeCloseTo(0.011, 3);
    expect(interval(14, 5, 0, 22).high).toBeCloseTo(0.226, 3);
    // Fagerland, Lydersen & Laake (2014), airway and complete-response examples.
    expect(interval(1, 1, 7, 12).low).toBeCloseTo(-0.507, 3);
    expect(interval(1, 1, 7, 12).high).toBeCloseTo(-0.026, 3);
    expect(interval(59, 6, 16, 80).low).toBeCloseTo(-0.1186, 4);
    expect(interval(59, 6, 16, 80).high).toBeCloseTo(-0.0046, 4);
  });

  it.each(golden.newcombe)('agrees with the second transcription for $table', ({ table, low, high }) => {
    expect(interval(...table).low).toBeCloseTo(low, 10);
    expect(interval(...table).high).toBeCloseTo(high, 10);
  });

  it('knows nothing from no pairs, and has a width where nothing differs', () => {
    expect(interval(0, 0, 0, 0)).toEqual({ low: -1, high: 1 });
    for (const same of [interval(50, 0, 0, 50), interval(100, 0, 0, 0), interval(0, 0, 0, 1)]) {
      expect(same.low).toBeLessThan(0);
      expect(same.high).toBeGreaterThan(0);
    }
  });

  it('mirrors when the two sides change places, and holds the estimate', () => {
    const random = seededRandom(5);
    const draw = () => Math.floor(random() * 30);
    for (let run = 0; run < 2000; run++) {
      const [both, first, second, neither] = [draw(), draw(), draw(), draw()];
      const one = interval(both, first, second, neither);
      const mirrored = interval(both, second, first, neither);
      expect(one.low).toBeCloseTo(-mirrored.high, 12);
      const n = both + first + second + neither;
      if (n === 0) continue;
      expect(one.low).toBeLessThanOrEqual((first - second) / n + 1e-12);
      expect(one.high).toBeGreaterThanOrEqual((first - second) / n - 1e-12);
    }
  });

  it.each([
    { lost: 0.04, gained: 0.01, both: 0.9, n: 200 },
    { lost: 0.1, gained: 0.1, both: 0.5, n: 60 },
    { lost: 0.02, gained: 0.02, both: 0.95, n: 100 },
  ])('covers the true difference at least 93 times in 100: %o', ({ lost, gained, both, n }) => {
    const random = seededRandom(21, n);
    const runs = 2000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const cells = [0, 0, 0, 0] as [number, number, number, number];
      for (let i = 0; i < n; i++) {
        const u = random();
        cells[u < both ? 0 : u < both + lost ? 1 : u < both + lost + gained ? 2 : 3]++;
      }
      const { low, high } = interval(...cells);
      if (low <= lost - gained && high >= lost - gained) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
  });
});
