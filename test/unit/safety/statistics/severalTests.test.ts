import { describe, expect, it } from 'vitest';
import { matchedPairsCmh } from '../../../../src/safety/statistics/cochranMantelHaenszel';
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

describe('matchedPairsCmh', () => {
  it('is the CMH test with each pair a stratum, by statsmodels', () => {
    const { lost, gained, chiSquare, p } = golden.cmhPairs;
    const matched = matchedPairsCmh([
      { lost: lost - 3, gained: 1 },
      { lost: 3, gained: gained - 1 },
    ]);
    expect(matched.chiSquare).toBeCloseTo(chiSquare, 10);
    expect(matched.p).toBeCloseTo(p, 10);
  });

  it("is one benchmark's McNemar test where there is one", () => {
    expect(matchedPairsCmh([{ lost: 9, gained: 2 }])).toMatchObject(mcNemar(9, 2));
    expect(matchedPairsCmh([])).toMatchObject({ chiSquare: 0, p: 1, pMid: 1, pExact: 1 });
  });
});
