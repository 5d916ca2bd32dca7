// Splitting rows into passes, and the order in which items are taken.
import { describe, expect, test } from 'vitest';
import { DataOrder } from '../../../../../src/engine/training/loop/dataOrder';
import { microBatches } from '../../../../../src/engine/training/loop/microBatches';
import { seededRandom } from '../../../../../src/safety/random';

function unit(...lengths: number[]) {
  return { sequences: lengths.map((length) => ({ ids: new Array<number>(length).fill(0), scored: [] })) };
}

describe('microBatches', () => {
  test('keeps every unit once and no batch above the limit, unless it is a single unit', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 50; round++) {
      const units = Array.from({ length: 1 + Math.floor(random() * 20) }, () =>
        random() < 0.3
          ? unit(1 + Math.floor(random() * 40), 1 + Math.floor(random() * 40))
          : unit(1 + Math.floor(random() * 40)),
      );
      const batches = microBatches(units, 64);
      expect(new Set(batches.flat()).size).toBe(units.length);
      expect(batches.flat()).toHaveLength(units.length);
      for (const batch of batches) {
        const sequences = batch.flatMap(({ sequences: own }) => own);
        const padded = sequences.length * Math.max(...sequences.map(({ ids }) => ids.length));
        if (batch.length > 1) expect(padded).toBeLessThanOrEqual(64);
      }
    }
  });

  test('units of similar length share a pass', () => {
    const batches = microBatches([unit(2), unit(30), unit(3), unit(31)], 64);
    expect(batches.map((batch) => batch.map(({ sequences }) => sequences[0]?.ids.length))).toEqual([
      [31, 30],
      [3, 2],
    ]);
  });
});

describe('DataOrder', () => {
  test('takes every item once per epoch, in another order each time, from the seed alone', () => {
    const order = new DataOrder(10, 7);
    const epochs = [0, 1, 2].map((epoch) => order.take(epoch * 10, 10));
    for (const epoch of epochs) expect([...epoch].sort((x, y) => x - y)).toEqual([...Array(10).keys()]);
    expect(epochs[0]).not.toEqual(epochs[1]);
    // A resumed run asks in the middle of an epoch first.
    expect(new DataOrder(10, 7).take(15, 10)).toEqual([
      ...(epochs[1] ?? []).slice(5),
      ...(epochs[2] ?? []).slice(0, 5),
    ]);
    expect(new DataOrder(10, 8).take(0, 10)).not.toEqual(epochs[0]);
  });
});
