import { describe, expect, it } from 'vitest';
import { cohenKappa } from '../../../../src/safety/statistics/kappa';
import { golden } from '../../../fixtures/statistics/golden';

describe('cohenKappa', () => {
  it.each(golden.kappa)('agrees with statsmodels for $table', ({ table, kappa, low, high }) => {
    const result = cohenKappa(table);
    expect(result?.kappa).toBeCloseTo(kappa, 12);
    expect(result?.low).toBeCloseTo(Math.max(-1, low), 10);
    expect(result?.high).toBeCloseTo(Math.min(1, high), 10);
  });

  it('has an honest lower limit at perfect agreement', () => {
    const few = cohenKappa([
      [4, 0],
      [0, 4],
    ]);
    const many = cohenKappa([
      [400, 0],
      [0, 400],
    ]);
    expect(few).toMatchObject({ kappa: 1, high: 1, n: 8 });
    expect(few?.low).toBeLessThan(0.5);
    expect(many?.low).toBeGreaterThan(0.98);
  });

  it('is not defined without items, or where only one class occurs', () => {
    expect(
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      cohenKappa([
        [50, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
});
