// The critic's gradients against finite differences, its prediction against PyTorch, and what it learns.
import { expect, test } from 'vitest';
import {
  criticLoss,
  predictedCost,
  trainCostCritic,
  type CriticParameters,
} from '../../../../../src/engine/safeguards/decoding/costCritic';
import { seededRandom } from '../../../../../src/safety/random';
import { safeguardGoldens } from './goldens';

const check = (): void => undefined;

function draw(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

test('predicts what PyTorch does', () => {
  const { width, first, firstBias, second, secondBias, rows } = safeguardGoldens.correction;
  const critic = {
    width,
    first: Float32Array.from(first),
    firstBias: Float32Array.from(firstBias),
    second: Float32Array.from(second),
    secondBias,
  };
  for (const { start, cost } of rows) {
    expect(predictedCost(critic, Float32Array.from(start))).toBeCloseTo(cost, 6);
  }
});

test('gradients of the loss are its differences', () => {
  const [hidden, width] = [5, 3];
  const parameters: CriticParameters = {
    first: draw(width * hidden, 1),
    firstBias: draw(width, 2),
    second: draw(width, 3),
    secondBias: draw(1, 4),
  };
  const rows = { states: [draw(hidden, 5), draw(hidden, 6), draw(hidden, 7)], costs: [1, 0, 1] };
  const { gradients } = criticLoss(parameters, rows);
  const step = 2 ** -10;
  let compared = 0;
  for (const name of ['first', 'firstBias', 'second', 'secondBias'] as const) {
    for (const [at, value] of parameters[name].entries()) {
      const lossAt = (changed: number): number => {
        const moved = parameters[name].slice();
        moved[at] = changed;
        return criticLoss({ ...parameters, [name]: moved }, rows).loss;
      };
      const difference = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      expect(gradients[name][at]).toBeCloseTo(difference, 5);
      compared++;
    }
  }
  expect(compared).toBe(width * hidden + 2 * width + 1);
});

test('learns which states are costly, whatever their units, the same from the same seed', () => {
  const random = seededRandom(8);
  const states = Array.from({ length: 300 }, () =>
    Float32Array.of(1000 + 50 * (2 * random() - 1), 0.001 * (2 * random() - 1), 2 * random() - 1),
  );
  // Costly in the middle of the first coordinate: no line tells them apart.
  const costs = states.map(([x = 0]) => Number(Math.abs(x - 1000) < 25));
  const settings = { width: 12, seed: 4, check };
  const critic = trainCostCritic({ states, costs }, settings);
  const right = states.filter((state, index) => predictedCost(critic, state) > 0.5 === (costs[index] === 1));
  expect(right.length).toBeGreaterThan(270);
  expect(trainCostCritic({ states, costs }, settings)).toEqual(critic);
});
