// The order in which items are taken.
import { describe, expect, test } from 'vitest';
import { DataOrder } from '../../../../../src/engine/training/loop/dataOrder';

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
