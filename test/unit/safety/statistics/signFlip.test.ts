import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
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
