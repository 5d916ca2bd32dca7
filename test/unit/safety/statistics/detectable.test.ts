import { describe, expect, it } from 'vitest';
import { detectableChange, detectableMean } from '../../../../src/safety/statistics/detectable';
import { golden } from '../../../fixtures/statistics/golden';

describe('detectableChange', () => {
  it.each(golden.detectable)("is Connor's δ for n = $n, ψ = $discordance", (row) => {
    expect(detectableChange(row.n, row.discordance)).toBeCloseTo(row.delta, 9);
  });

  it.each(golden.detectable)('has about 80% exact power for n = $n, ψ = $discordance', (row) => {
    // Power of the mid-p test at that δ, by enumeration of all outcomes.
    expect(row.exactPower).toBeGreaterThan(0.78);
    expect(row.exactPower).toBeLessThan(0.85);
  });

  it('needs one-sided discordance where none was seen', () => {
    const delta = detectableChange(100, 0) ?? NaN;
    // Six losses and no gain are significant; 80% power needs about eight expected.
    expect(delta).toBeGreaterThan(0.05);
    expect(delta).toBeLessThan(0.1);
  });

  it('falls with n, rises with discordance, and is null where nothing could be found', () => {
    const at = (n: number, psi: number) => detectableChange(n, psi) ?? Infinity;
    for (const n of [10, 50, 200, 1000, 5000]) {
      expect(at(n, 0.1)).toBeGreaterThan(at(n * 2, 0.1));
      let previous = 0;
      for (let psi = 0; psi <= 1; psi += 0.05) {
        expect(at(n, psi)).toBeGreaterThanOrEqual(previous);
        previous = at(n, psi);
        expect(previous).toBeLessThanOrEqual(1);
      }
    }
    expect(detectableChange(0, 0.2)).toBeNull();
    expect(detectableChange(2, 0)).toBeNull();
  });

  it('agrees with the general formula where the change is small against the discordance', () => {
    const n = 4000;
    const connor = detectableChange(n, 0.2) ?? NaN;
    expect(detectableMean(Math.sqrt(0.2 / n))).toBeCloseTo(connor, 3);
    expect(detectableMean(5)).toBeNull();
  });
});
