// The formulas of merging against their definitions, number by number.
import { describe, expect, test } from 'vitest';
import { slerp } from '../../../../../src/engine/safeguards/parameters/slerp';
import { ties, trimmed } from '../../../../../src/engine/safeguards/parameters/ties';

const floats = (...values: number[]) => Float32Array.from(values);

function combined(task: Float32Array, safety: Float32Array, weight: number): number[] {
  const sum = slerp({ task, safety }, weight);
  if (sum.kind !== 'sum') throw new Error('SLERP is a sum.');
  return [...task].map((x, i) => sum.task * x + sum.safety * (safety[i] ?? 0));
}

describe('SLERP', () => {
  test('turns at a constant rate on the sphere', () => {
    const [task, safety] = [floats(2, 0), floats(0, 2)];
    for (const weight of [0, 0.25, 0.5, 1]) {
      const angle = (weight * Math.PI) / 2;
      const [x = NaN, y = NaN] = combined(task, safety, weight);
      expect(x).toBeCloseTo(2 * Math.cos(angle), 6);
      expect(y).toBeCloseTo(2 * Math.sin(angle), 6);
    }
  });

  test.each([
    ['parallel', floats(1, 2), floats(2, 4)],
    ['opposite', floats(1, 2), floats(-1, -2)],
    ['one zero', floats(1, 2), floats(0, 0)],
  ])('is linear where there is no arc: %s', (_, task, safety) => {
    expect(slerp({ task, safety }, 0.3)).toEqual({ kind: 'sum', task: 0.7, safety: 0.3 });
  });
});

describe('TIES', () => {
  test('trims to exactly so many numbers, of equal ones the first', () => {
    expect([...trimmed(floats(1, -3, 2, -2, 0), 0.4)]).toEqual([0, -3, 2, 0, 0]);
    expect([...trimmed(floats(2, 2, -2, 2), 0.5)]).toEqual([2, 2, 0, 0]);
    expect([...trimmed(floats(1, 2), 0.4)]).toEqual([0, 0]);
    expect([...trimmed(floats(1, 2), 1)]).toEqual([1, 2]);
  });

  test('elects a sign and averages what has it', () => {
    const task = floats(4, 4, -4, 0, 1, 0);
    const safety = floats(2, -6, -2, 3, -1, 0);
    const merge = (weight: number) => {
      const result = ties({ task, safety }, weight, 1);
      return result.kind === 'values' ? [...result.values] : [];
    };
    // Agreeing: mean. Opposed: the larger alone. One zero: the other alone. A tie of signs counts as +.
    expect(merge(0.5)).toEqual([3, -6, -3, 3, 1, 0]);
    expect(merge(0)).toEqual([4, 4, -4, 0, 1, 0]);
    expect(merge(1)).toEqual([2, -6, -2, 3, -1, 0]);
    // 0.75·4 − 0.25·6 > 0: the task's sign.
    expect(merge(0.25)[1]).toBe(4);
    expect(merge(0.25)[0]).toBeCloseTo(3.5, 6);
  });
});
