import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { normalCdf } from '../../../../src/safety/statistics/normal';
import { upwardSteps } from '../../../../src/safety/statistics/signLattice';
import { signFlipTest } from '../../../../src/safety/statistics/signFlip';
import { golden } from '../../../fixtures/statistics/golden';

describe('signFlipTest', () => {
  it.each(golden.signFlip)('agrees with scipy.stats.permutation_test for $values', (row) => {
    const test = signFlipTest(row.values);
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
      const test = signFlipTest(values);
      expect(test.pExact).toBeCloseTo(expected.pExact, 10);
      expect(test.pMid).toBeCloseTo(expected.pMid, 10);
    }
  });

  it('is exact for many prompts, with one sample and with several', () => {
    const values = [...new Array<number>(6200).fill(-1), ...new Array<number>(5950).fill(1)];
    const expected = mcNemar(6200, 5950);
    const one = signFlipTest(values);
    expect(one.pExact).toBeCloseTo(expected.pExact, 10);
    expect(one.pMid).toBeCloseTo(expected.pMid, 10);
    // A third, two thirds and all of the samples: the mean of many random flips is near the exact value.
    const random = seededRandom(5);
    const several = Array.from({ length: 9000 }, () => (Math.floor(random() * 7) - 3) / 3);
    const { pExact, pMid } = signFlipTest(several);
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
      const tilt = run % 2 === 0 ? 0 : 0.3;
      const weights = new Float64Array(span + 1);
      weights[0] = 1;
      for (const step of steps) {
        const up = 1 / (1 + Math.exp(-2 * tilt * step));
        for (let j = span; j >= 0; j--)
          weights[j] = (weights[j] ?? 0) * (1 - up) + (j >= step ? (weights[j - step] ?? 0) : 0) * up;
      }
      const counts = new Map<number, number>();
      for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
      const found = upwardSteps(counts, tilt);
      const all = found?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0;
      for (const [i, weight] of (found?.weights ?? []).entries())
        expect(weight / all).toBeCloseTo(weights[(found?.first ?? 0) + i] ?? NaN, 12);
      expect(found?.weights.length).toBeGreaterThan(10);
    }
    expect(
      upwardSteps(
        new Map([
          [1, 1],
          [2, 1],
          [3, 1],
        ]),
        0,
        2,
      ),
    ).toBeNull();
  });

  it('rounds to a fine lattice where there is no other, near the exact value', () => {
    const irregular = [0.31, -0.12, 0.57, 0.083, -0.29, 0.44, 0.12].map((v, i) => v + Math.PI * 1e-5 * i);
    let beyond = 0;
    const observed = Math.abs(irregular.reduce((sum, v) => sum + v, 0));
    for (let signs = 0; signs < 128; signs++) {
      const total = irregular.reduce((sum, v, i) => sum + (signs & (1 << i) ? -v : v), 0);
      const distance = Math.abs(total);
      beyond += distance > observed + 1e-9 ? 1 : distance > observed - 1e-9 ? 0.5 : 0;
    }
    const test = signFlipTest(irregular);
    expect(test.pExact).toBeNull();
    expect(test.pMid).toBeCloseTo(beyond / 128, 2);
  });

  it('is 1 where nothing differs', () => {
    expect(signFlipTest([0, 0, 0])).toMatchObject({ pMid: 1, pExact: 1, balance: { low: -1, high: 1 } });
    expect(signFlipTest([])).toMatchObject({ pMid: 1, pExact: 1 });
  });

  it('rejects a true null about 5 times in 100, and never gives NaN', () => {
    const random = seededRandom(77);
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 40 }, () => (Math.floor(random() * 7) - 3) / 3);
      const { pMid } = signFlipTest(values);
      expect(pMid).toBeGreaterThan(0);
      if (pMid < 0.05) rejected++;
    }
    expect(rejected / runs).toBeGreaterThan(0.03);
    expect(rejected / runs).toBeLessThan(0.07);
  });
});
