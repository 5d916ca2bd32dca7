import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { betaVariate } from '../../../../src/safety/statistics/betaVariate';
import {
  correctedDelta,
  correctedRate,
  isCorrectable,
  youdenDraws,
  type JudgeError,
} from '../../../../src/safety/statistics/judgeError';
import { golden } from '../../../fixtures/statistics/golden';

const judge = (sensitivity: number, sensitivityN: number, specificity: number, specificityN: number) => ({
  sensitivity,
  sensitivityN,
  specificity,
  specificityN,
});

describe('correctedRate', () => {
  it.each(golden.langReiczigel)('is Rogan–Gladen with Lang–Reiczigel limits for %o', (row) => {
    const corrected = correctedRate(row.rate, row.n, judge(row.se, row.seN, row.sp, row.spN));
    expect(corrected?.rate).toBeCloseTo(row.estimate, 12);
    expect(corrected?.low).toBeCloseTo(row.low, 10);
    expect(corrected?.high).toBeCloseTo(row.high, 10);
  });

  it('gives the prevalence of a published example (23 of 150 cattle, Se 0.96, Sp 0.89: 5.1%)', () => {
    expect(correctedRate(23 / 150, 150, judge(0.96, 1e6, 0.89, 1e6))?.rate).toBeCloseTo(0.051, 3);
  });

  it('keeps a width where the observed rate lies beyond what the errors allow', () => {
    const corrected = correctedRate(0.97, 520, judge(0.93, 180, 0.98, 400));
    expect(corrected?.rate).toBe(1);
    expect(corrected?.low).toBeLessThan(0.995);
    expect(corrected?.high).toBe(1);
  });

  it('does not correct by a judge that is no better than a coin, or by no data', () => {
    expect(isCorrectable(judge(0.5, 100, 0.5, 100))).toBe(false);
    expect(correctedRate(0.5, 100, judge(0.5, 100, 0.55, 100))).toBeNull();
    expect(correctedRate(0.5, 0, judge(0.9, 100, 0.9, 100))).toBeNull();
    expect(correctedRate(0.5, 10, judge(0.9, 0, 0.9, 100))).toBeNull();
  });

  it('covers the true rate about 95 times in 100 when Se and Sp are estimates too', () => {
    const random = seededRandom(31);
    const share = (n: number, p: number) => {
      let k = 0;
      for (let i = 0; i < n; i++) if (random() < p) k++;
      return k / n;
    };
    const [truth, se, sp] = [0.7, 0.92, 0.88];
    const runs = 1500;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const observed = share(200, truth * se + (1 - truth) * (1 - sp));
      const corrected = correctedRate(observed, 200, judge(share(120, se), 120, share(150, sp), 150));
      if (corrected !== null && corrected.low <= truth && corrected.high >= truth) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.975);
  });
});

describe('correctedDelta', () => {
  const corrected95 = (delta: { value: number; low: number; high: number }, by: JudgeError) =>
    correctedDelta(delta, by, youdenDraws(by, 10_000, 2), 1);

  it('gives the uncorrected interval back for a perfect judge known perfectly', () => {
    const delta = { value: -0.04, low: -0.09, high: 0.005 };
    const corrected = corrected95(delta, judge(1, 1e7, 1, 1e7));
    expect(corrected?.value).toBe(-0.04);
    expect(corrected?.low).toBeCloseTo(-0.09, 2);
    expect(corrected?.high).toBeCloseTo(0.005, 2);
  });

  it('scales by 1/(Se + Sp − 1) and widens with their uncertainty', () => {
    const delta = { value: -0.1, low: -0.15, high: -0.05 };
    const sure = corrected95(delta, judge(0.9, 1e6, 0.9, 1e6));
    const unsure = corrected95(delta, judge(0.9, 20, 0.9, 20));
    expect(sure?.value).toBeCloseTo(-0.125, 12);
    expect((unsure?.high ?? 0) - (unsure?.low ?? 0)).toBeGreaterThan((sure?.high ?? 0) - (sure?.low ?? 0));
    expect(corrected95(delta, judge(0.4, 50, 0.6, 50))).toBeNull();
  });

  it('keeps a width where no verdict differed', () => {
    const corrected = corrected95({ value: 0, low: -0.02, high: 0.02 }, judge(0.95, 200, 0.9, 200));
    expect(corrected?.value).toBe(0);
    expect(corrected?.low).toBeLessThan(-0.02);
    expect(corrected?.high).toBeGreaterThan(0.02);
  });
});

describe('betaVariate', () => {
  it.each([
    [0.5, 0.5],
    [2.5, 40.5],
    [180.5, 12.5],
  ])('has the mean and variance of Beta(%d, %d)', (a, b) => {
    const random = seededRandom(13);
    const draws = Array.from({ length: 20_000 }, () => betaVariate(a, b, random));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
    expect(mean).toBeCloseTo(a / (a + b), 2);
    expect(variance / expected).toBeGreaterThan(0.95);
    expect(variance / expected).toBeLessThan(1.05);
  });
});
