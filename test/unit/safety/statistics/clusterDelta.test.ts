import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { bcaInterval } from '../../../../src/safety/statistics/bca';
import { bonettPriceInterval } from '../../../../src/safety/statistics/bonettPrice';
import { clusterDeltaInterval } from '../../../../src/safety/statistics/clusterDelta';
import { golden } from '../../../fixtures/statistics/golden';

const clusters = (values: readonly number[]) => ({
  sums: Float64Array.from(values),
  sizes: new Float64Array(values.length).fill(1),
});

describe('bcaInterval', () => {
  it.each(golden.bca)('agrees with scipy.stats.bootstrap for $name', ({ values, low, high }) => {
    const interval = bcaInterval(clusters(values), { resamples: 40_000, seed: 1 });
    const width = high - low;
    expect(Math.abs(interval.low - low) / width).toBeLessThan(0.04); // a lattice step
    expect(Math.abs(interval.high - high) / width).toBeLessThan(0.04); // a lattice step
  });

  it('depends on the seed alone', () => {
    const values = golden.bca[0]?.values ?? [];
    const options = { resamples: 1000, seed: 4 };
    expect(bcaInterval(clusters(values), options)).toEqual(bcaInterval(clusters(values), options));
    expect(bcaInterval(clusters(values), options)).not.toEqual(
      bcaInterval(clusters(values), { resamples: 1000, seed: 5 }),
    );
  });

  it('weighs clusters by their rows', () => {
    const wide = { sums: Float64Array.of(3, 0, -1, 2, 0, 1), sizes: Float64Array.of(3, 1, 2, 2, 1, 3) };
    const interval = bcaInterval(wide, { resamples: 5000, seed: 1 });
    expect(interval.low).toBeLessThanOrEqual(5 / 12);
    expect(interval.high).toBeGreaterThanOrEqual(5 / 12);
  });
});

describe('bonettPriceInterval', () => {
  it('gives the published limits of Fagerland, Lydersen & Laake (2014), table V', () => {
    // (1, 7) discordant of 21: −0.508 to −0.013, first minus second.
    const values = [1, ...new Array<number>(7).fill(-1), ...new Array<number>(13).fill(0)];
    expect(bonettPriceInterval(values).low).toBeCloseTo(-0.508, 3);
    expect(bonettPriceInterval(values).high).toBeCloseTo(-0.013, 3);
  });
});

describe('clusterDeltaInterval', () => {
  it('has an honest width where all differences are equal', () => {
    const none = clusterDeltaInterval(clusters(new Array<number>(100).fill(0)), 1);
    expect(none.low).toBeLessThan(-0.02);
    expect(none.high).toBeGreaterThan(0.02);
    const all = clusterDeltaInterval(clusters(new Array<number>(50).fill(-1)), 1);
    expect(all.low).toBe(-1);
    expect(all.high).toBeGreaterThan(-0.97);
  });

  it('is wide for one prompt and everything for none', () => {
    const one = clusterDeltaInterval(clusters([0.5]), 1);
    expect(one.high - one.low).toBeGreaterThan(1);
    expect(clusterDeltaInterval(clusters([]), 1)).toEqual({ low: -1, high: 1 });
  });

  it('does not end at 0 after a single flip', () => {
    const single = clusterDeltaInterval(clusters([-1, ...new Array<number>(199).fill(0)]), 1);
    expect(single.low).toBeLessThan(-0.005);
    expect(single.high).toBeGreaterThan(0);
  });

  it('covers the true mean difference at least 92 times in 100, sparse and skewed', () => {
    const random = seededRandom(8);
    const runs = 150;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // One prompt in ten loses between a quarter and all of its refusals: mean −0.0625.
      const values = Array.from({ length: 80 }, () =>
        random() < 0.1 ? -(1 + Math.floor(random() * 4)) / 4 : 0,
      );
      const { low, high } = clusterDeltaInterval(clusters(values), run);
      if (low <= -0.0625 && high >= -0.0625) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
  });
});
