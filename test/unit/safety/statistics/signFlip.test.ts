import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { normalCdf } from '../../../../src/safety/statistics/normal';
import { signLattice } from '../../../../src/safety/statistics/signLattice';
import { signFlipTest } from '../../../../src/safety/statistics/signFlip';
import { golden } from '../../../fixtures/statistics/golden';

describe('signFlipTest', () => {
  it.each(golden.signFlip)('agrees with scipy.stats.permutation_test for $values', (row) => {
    const test = signFlipTest(row.values, 1);
    expect(test.pExact).toBeCloseTo(row.scipy, 12);
    expect(test.pExact).toBeCloseTo(row.exact, 12);
    expect(test.pMid).toBeCloseTo(row.mid, 12);
  });

  it("is McNemar's test where each prompt has one sample", () => {
    for (const [lost, gained] of [
      [7, 1],
      [3, 3],
      [0, 5],
      [40, 22],
    ] as const) {
      const values = [...new Array<number>(lost).fill(-1), 0, 0, ...new Array<number>(gained).fill(1)];
      const expected = mcNemar(lost, gained);
      const test = signFlipTest(values, 1);
      expect(test.pExact).toBeCloseTo(expected.pExact, 10);
      expect(test.pMid).toBeCloseTo(expected.pMid, 10);
    }
  });

  it('is exact for many prompts, with one sample and with several', () => {
    const values = [...new Array<number>(6200).fill(-1), ...new Array<number>(5950).fill(1)];
    const expected = mcNemar(6200, 5950);
    const one = signFlipTest(values, 1);
    expect(one.pExact).toBeCloseTo(expected.pExact, 10);
    expect(one.pMid).toBeCloseTo(expected.pMid, 10);
    // A third, two thirds and all of the samples: the mean of many random flips is near the exact value.
    const random = seededRandom(5);
    const several = Array.from({ length: 9000 }, () => (Math.floor(random() * 7) - 3) / 3);
    const { pExact, pMid } = signFlipTest(several, 1);
    expect(pExact).not.toBeNull();
    const total = several.reduce((sum, value) => sum + value, 0);
    const deviation = Math.sqrt(several.reduce((sum, value) => sum + value * value, 0));
    expect(pMid).toBeCloseTo(2 * normalCdf(-Math.abs(total) / deviation), 3);
  });

  it('is the same by the sizes of the differences as cluster by cluster', () => {
    const random = seededRandom(11);
    for (let run = 0; run < 20; run++) {
      const steps = Array.from({ length: 30 + run }, () => 1 + Math.floor(random() * 5));
      const span = steps.reduce((sum, step) => sum + step, 0);
      const observed = steps.reduce((sum, step) => sum + (random() < 0.6 ? step : -step), 0);
      const signs = steps.map((step) => (random() < 0.5 ? step : -step));
      const reached = Math.abs(run % 2 === 0 ? observed : signs.reduce((sum, sign) => sum + sign, 0));
      const weights = new Float64Array(span + 1);
      weights[0] = 1;
      for (const step of steps)
        for (let j = span; j >= 0; j--)
          weights[j] = ((weights[j] ?? 0) + (j >= step ? (weights[j - step] ?? 0) : 0)) / 2;
      const share = (wanted: (distance: number) => boolean): number =>
        weights.reduce((sum, weight, j) => sum + (wanted(Math.abs(2 * j - span)) ? weight : 0), 0);
      const found = signLattice(steps, reached, Infinity);
      expect(found?.beyond).toBeCloseTo(
        share((distance) => distance > reached),
        12,
      );
      expect(found?.same).toBeCloseTo(
        share((distance) => distance === reached),
        12,
      );
    }
    expect(signLattice([1, 2, 3], 0, 2)).toBeNull();
  });

  it('draws random flips where there is no lattice, near the exact value', () => {
    const irregular = [0.31, -0.12, 0.57, 0.083, -0.29, 0.44, 0.12].map((v, i) => v + Math.PI * 1e-5 * i);
    let beyond = 0;
    const observed = Math.abs(irregular.reduce((sum, v) => sum + v, 0));
    for (let signs = 0; signs < 128; signs++) {
      const total = irregular.reduce((sum, v, i) => sum + (signs & (1 << i) ? -v : v), 0);
      const distance = Math.abs(total);
      beyond += distance > observed + 1e-9 ? 1 : distance > observed - 1e-9 ? 0.5 : 0;
    }
    const test = signFlipTest(irregular, 3);
    expect(test.pExact).toBeNull();
    expect(test.pMid).toBeCloseTo(beyond / 128, 1);
    expect(signFlipTest(irregular, 3)).toEqual(test);
  });

  it('is 1 where nothing differs', () => {
    expect(signFlipTest([0, 0, 0], 1)).toEqual({ pMid: 1, pExact: 1 });
    expect(signFlipTest([], 1)).toEqual({ pMid: 1, pExact: 1 });
  });

  it('rejects a true null about 5 times in 100, and never gives NaN', () => {
    const random = seededRandom(77);
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 40 }, () => (Math.floor(random() * 7) - 3) / 3);
      const { pMid } = signFlipTest(values, run);
      expect(pMid).toBeGreaterThan(0);
      if (pMid < 0.05) rejected++;
    }
    expect(rejected / runs).toBeGreaterThan(0.03);
    expect(rejected / runs).toBeLessThan(0.07);
  });
});
