import { describe, expect, it } from 'vitest';
import { isInBand } from '../../../../src/build/numbers/cellResult';
import { labelledCells, simulateLabelled } from '../../../../src/build/numbers/labelledCells';
import { seededRandom } from '../../../../src/safety/random';
import {
  labelledDelta,
  labelPrecision,
  type LabelledSums,
} from '../../../../src/safety/statistics/labelledDelta';
import { pairedDelta } from '../../../../src/safety/statistics/pairedDelta';

function sums(judged: readonly number[], person: readonly (number | null)[], size = 1): LabelledSums {
  return {
    judged: { sums: Float64Array.from(judged), sizes: new Float64Array(judged.length).fill(size) },
    corrections: Float64Array.from(person, (own, i) => (own === null ? 0 : own - (judged[i] ?? 0))),
    labelled: Float64Array.from(person, (own) => Number(own !== null)),
  };
}

function drawn(seed: number, n: number, labelled: number): LabelledSums {
  const random = seededRandom(seed);
  const step = (): number => (random() < 0.15 ? -1 : random() < 0.1 ? 1 : 0);
  return sums(
    Array.from({ length: n }, step),
    Array.from({ length: n }, (_, i) => (i < labelled ? step() : null)),
  );
}

describe('labelledDelta', () => {
  it('is the judge’s change plus the mean by which the judge is off', () => {
    const judged = [-1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    const found = labelledDelta(sums(judged, [0, -1, 0, 0, null, null, null, null, null, null]));
    expect(found?.value).toBeCloseTo(-0.2 + 1 / 4, 12);
  });

  it('is the person’s own change where everything is labelled, however the judge errs', () => {
    const person = [-1, -1, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    const { value, low, high } = pairedDelta({
      sums: Float64Array.from(person),
      sizes: new Float64Array(12).fill(1),
    });
    for (const judged of [new Array<number>(12).fill(0), new Array<number>(12).fill(1), person]) {
      const found = labelledDelta(sums(judged, person));
      expect(found?.value).toBeCloseTo(value, 12);
      expect(found?.low).toBeCloseTo(low, 9);
      expect(found?.high).toBeCloseTo(high, 9);
    }
  });

  it('is mirrored exactly when the sides change places', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const one = drawn(seed, 80, 25);
      const negative = (values: Float64Array): Float64Array => values.map((value) => -value);
      const other = labelledDelta({
        judged: { sums: negative(one.judged.sums), sizes: one.judged.sizes },
        corrections: negative(one.corrections),
        labelled: one.labelled,
      });
      const found = labelledDelta(one);
      expect(found?.low).toBe(-(other?.high ?? Number.NaN));
      expect(found?.high).toBe(-(other?.low ?? Number.NaN));
      expect((found?.value ?? 1) + (other?.value ?? 1)).toBe(0);
    }
  });

  it('has a width where nothing differs and the judge was never wrong, less of it with more labels', () => {
    const widths = [20, 60, 200].map((labels) => {
      const none = new Array<number>(200).fill(0);
      const found = labelledDelta(
        sums(
          none,
          none.map((_, i) => (i < labels ? 0 : null)),
        ),
      );
      return (found?.high ?? 0) - (found?.low ?? 0);
    });
    expect(widths[0]).toBeGreaterThan(0.3);
    expect(widths[2]).toBeGreaterThan(0.03);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(labelPrecision(20)).toBeGreaterThan(labelPrecision(60));
  });

  it('is nothing without pairs or labels', () => {
    expect(labelledDelta(sums([], []))).toBeNull();
    expect(labelledDelta(sums([0, 1], [null, null]))).toBeNull();
  });

  // Every cell: npm run numbers.
  it.each(labelledCells.filter(({ judge, n, drift }) => judge === 'lopsided' && n === 60 && drift[0] > 0.1))(
    'covers the truth as often as it says: $labelled of $n labelled',
    (cell) => {
      const result = simulateLabelled(cell);
      expect(isInBand(result), JSON.stringify(result)).toBe(true);
    },
  );
});
