import { describe, expect, it } from 'vitest';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { golden } from '../../../fixtures/statistics/golden';

describe('mcNemar', () => {
  it.each(golden.mcNemar)('agrees with statsmodels for $lost and $gained', ({ lost, gained, exact, mid }) => {
    const test = mcNemar(lost, gained);
    expect(test.pExact / exact).toBeCloseTo(1, 8);
    expect(test.pMid / mid).toBeCloseTo(1, 8);
  });

  it('gives the published p values of Fagerland, Lydersen & Laake (2013)', () => {
    // Airway hyper-responsiveness before and after transplantation; complete response before and after therapy.
    expect(mcNemar(1, 7).pExact).toBeCloseTo(0.0703, 4);
    expect(mcNemar(1, 7).pMid).toBeCloseTo(0.0391, 4);
    expect(mcNemar(6, 16).pExact).toBeCloseTo(0.0525, 4);
    expect(mcNemar(6, 16).pMid).toBeCloseTo(0.0347, 4);
  });

  it("finds what Agresti's approval ratings show (1990, table 10.1: 150 against 86, z = 4.17)", () => {
    expect(mcNemar(150, 86).pExact).toBeLessThan(1e-4);
  });

  it('is symmetric, and 1 without discordant pairs', () => {
    expect(mcNemar(0, 0)).toEqual({ pExact: 1, pMid: 1 });
    for (let lost = 0; lost <= 20; lost++) {
      for (let gained = 0; gained <= 20; gained++) {
        const test = mcNemar(lost, gained);
        expect(test).toEqual(mcNemar(gained, lost));
        expect(test.pMid).toBeLessThanOrEqual(test.pExact);
        expect(test.pMid).toBeGreaterThanOrEqual(0);
        expect(test.pExact).toBeLessThanOrEqual(1);
      }
    }
  });

  it('stays finite for very many pairs', () => {
    const test = mcNemar(60_000, 40_000);
    expect(test.pExact).toBeGreaterThanOrEqual(0);
    expect(test.pExact).toBeLessThan(1e-100);
  });
});
