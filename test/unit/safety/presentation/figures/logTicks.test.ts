import { expect, it } from 'vitest';
import { decades, logTicks } from '../../../../../src/safety/presentation/figures/logTicks';

it.each([
  [0.002, 0.5, [-3, 0]],
  [1, 10, [0, 1]],
  [3, 3, [0, 1]],
  [1e-12, 2e-12, [-12, -11]],
])('%d to %d lies within its decades', (low, high, ends) => {
  expect(decades(low, high)).toEqual(ends);
});

it('has 2 and 5 times the powers within few decades, and never many ticks', () => {
  expect(logTicks([-1, 1])).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
  expect(logTicks([0, 3])).toEqual([1, 10, 100, 1000]);
  expect(logTicks([-300, 300]).length).toBeLessThanOrEqual(9);
});
