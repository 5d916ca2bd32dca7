import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { clusteredRate } from '../../../../src/safety/statistics/clusteredRate';
import { wilsonInterval } from '../../../../src/safety/statistics/wilson';
import { golden } from '../../../fixtures/statistics/golden';

describe('wilsonInterval', () => {
  it.each(golden.wilson)('agrees with statsmodels for $k of $n', ({ k, n, low, high }) => {
    const interval = wilsonInterval(k, n);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it("gives Newcombe's published limits (1998a, table I, method 3)", () => {
    expect(wilsonInterval(81, 263).low).toBeCloseTo(0.2553, 4);
    expect(wilsonInterval(81, 263).high).toBeCloseTo(0.3662, 4);
    expect(wilsonInterval(15, 148).low).toBeCloseTo(0.0624, 4);
    expect(wilsonInterval(15, 148).high).toBeCloseTo(0.1605, 4);
    expect(wilsonInterval(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(1, 29).low).toBeCloseTo(0.0061, 4);
    expect(wilsonInterval(1, 29).high).toBeCloseTo(0.1718, 4);
  });

  it('knows nothing from no observation, and is exact at the ends', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(0, 7).low).toBe(0);
    expect(wilsonInterval(7, 7).high).toBe(1);
  });

  it('mirrors when successes and failures change places', () => {
    for (let k = 0; k <= 30; k++) {
      const interval = wilsonInterval(k, 30);
      const mirrored = wilsonInterval(30 - k, 30);
      expect(interval.low).toBeCloseTo(1 - mirrored.high, 12);
      expect(interval.low).toBeLessThanOrEqual(k / 30);
      expect(interval.high).toBeGreaterThanOrEqual(k / 30);
    }
  });
});

describe('clusteredRate', () => {
  it('is Wilson where every cluster has one observation', () => {
    const k = [1, 0, 1, 1, 0, 1, 1];
    const rate = clusteredRate({ k, n: k.map(() => 1) });
    expect(rate).toMatchObject({ k: 5, n: 7, effectiveN: 7, ...wilsonInterval(5, 7) });
  });

  it('counts prompts, not copies: repeating each response ten times adds no information', () => {
    const k = [1, 0, 1, 1, 0, 1, 1, 0, 0, 1];
    const once = clusteredRate({ k, n: k.map(() => 1) });
    const tenTimes = clusteredRate({ k: k.map((one) => 10 * one), n: k.map(() => 10) });
    expect(tenTimes?.n).toBe(100);
    expect(tenTimes?.effectiveN).toBeCloseTo(10, 9);
    expect(tenTimes?.low).toBeCloseTo(once?.low ?? NaN, 9);
  });

  it('takes the number of prompts where all responses are alike', () => {
    expect(clusteredRate({ k: [8, 8, 8], n: [8, 8, 8] })?.effectiveN).toBe(3);
    expect(clusteredRate({ k: [0, 0], n: [0, 0] })).toBeNull();
  });

  it('covers the true rate about 95 times in 100 under strong clustering', () => {
    const random = seededRandom(11);
    let covered = 0;
    const runs = 600;
    for (let run = 0; run < runs; run++) {
      const k = Array.from({ length: 60 }, () => {
        // A prompt is refused nearly always or nearly never; on average 0.5.
        const own = random() < 0.5 ? 0.9 : 0.1;
        return [1, 2, 3, 4, 5].filter(() => random() < own).length;
      });
      const rate = clusteredRate({ k, n: k.map(() => 5) });
      if (rate !== null && rate.low <= 0.5 && rate.high >= 0.5) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });
});
