import { describe, expect, test } from 'vitest';
import { turnsOf } from '../../../../src/engine/comparison/turns';

describe('turns of a comparison', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);

  test('begin with a batch and double, in the order given, without a gap', () => {
    const turns = turnsOf(items, 8);
    expect(turns.map(({ length }) => length)).toEqual([8, 16, 32, 44]);
    expect(turns.flat()).toEqual(items);
  });

  test('are one where all fit into the first, and none where there is nothing', () => {
    expect(turnsOf(items, 500)).toEqual([items]);
    expect(turnsOf([], 8)).toEqual([]);
  });

  test('begin with one item at least', () => {
    expect(turnsOf([1, 2, 3], 0)).toEqual([[1], [2, 3]]);
  });
});
