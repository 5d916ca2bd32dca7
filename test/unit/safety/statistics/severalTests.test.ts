import { describe, expect, it } from 'vitest';
import {
  cochranMantelHaenszel,
  matchedPairsCmh,
} from '../../../../src/safety/statistics/cochranMantelHaenszel';
import { holmAdjust } from '../../../../src/safety/statistics/holm';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { golden } from '../../../fixtures/statistics/golden';

describe('holmAdjust', () => {
  it.each(golden.holm)('agrees with statsmodels for $p', ({ p, adjusted }) => {
    for (const [i, value] of holmAdjust(p).entries()) expect(value).toBeCloseTo(adjusted[i] ?? NaN, 12);
  });

  it("rejects what Holm's procedure rejects (p = 0.01, 0.04, 0.03, 0.005: the two smallest)", () => {
    expect(holmAdjust([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holmAdjust([])).toEqual([]);
  });
});

describe('cochranMantelHaenszel', () => {
  it.each(golden.cmh)('agrees with statsmodels over $tables.length strata', ({ tables, chiSquare, p }) => {
    const result = cochranMantelHaenszel(
      tables.map(([[a, b], [c, d]]) => ({
        firstPositive: a,
        firstNegative: b,
        secondPositive: c,
        secondNegative: d,
      })),
    );
    expect(result.chiSquare).toBeCloseTo(chiSquare, 9);
    expect(result.p).toBeCloseTo(p, 9);
  });

  it('is 0 with p = 1 without an informative stratum', () => {
    const same = { firstPositive: 3, firstNegative: 0, secondPositive: 4, secondNegative: 0 };
    expect(cochranMantelHaenszel([same])).toEqual({ chiSquare: 0, p: 1 });
    expect(cochranMantelHaenszel([])).toEqual({ chiSquare: 0, p: 1 });
  });
});

describe('matchedPairsCmh', () => {
  it('is the CMH test with each pair a stratum, by statsmodels and by our own general form', () => {
    const { lost, gained, both, neither, chiSquare, p } = golden.cmhPairs;
    const matched = matchedPairsCmh([
      { lost: lost - 3, gained: 1 },
      { lost: 3, gained: gained - 1 },
    ]);
    expect(matched.chiSquare).toBeCloseTo(chiSquare, 10);
    expect(matched.p).toBeCloseTo(p, 10);
    const pair = (base: 0 | 1, tuned: 0 | 1, count: number) =>
      new Array(count).fill({
        firstPositive: base,
        firstNegative: 1 - base,
        secondPositive: tuned,
        secondNegative: 1 - tuned,
      }) as Parameters<typeof cochranMantelHaenszel>[0] extends Iterable<infer S> ? S[] : never;
    const general = cochranMantelHaenszel([
      ...pair(1, 0, lost),
      ...pair(0, 1, gained),
      ...pair(1, 1, both),
      ...pair(0, 0, neither),
    ]);
    expect(matched.chiSquare).toBeCloseTo(general.chiSquare, 12);
  });

  it("is one benchmark's McNemar test where there is one", () => {
    expect(matchedPairsCmh([{ lost: 9, gained: 2 }])).toMatchObject(mcNemar(9, 2));
    expect(matchedPairsCmh([])).toMatchObject({ chiSquare: 0, p: 1, pMid: 1, pExact: 1 });
  });
});
