// The safety critic: its loss and gradients against the formula, and what it learns where the answer is known.
import { describe, expect, test } from 'vitest';
import { Mlp } from '../../../../../src/engine/control/network/mlp';
import {
  CostCritic,
  costSlopes,
  costValues,
  criticLoss,
  type CostCriticSettings,
} from '../../../../../src/engine/control/training/costCritic';
import { seededRandom } from '../../../../../src/safety/random';
import { normalVariate } from '../../../../../src/safety/statistics/normal';
import { portionOf } from '../../../../support/controlPortion';

const random = seededRandom(11);
const rows = 6;
const numbers = (count: number): Float32Array => new Float32Array(count).map(() => normalVariate(random));
const batch = {
  ...{ rows, observations: numbers(2 * rows), nextObservations: numbers(2 * rows), actions: numbers(rows) },
  costs: Float32Array.of(0, 1, 0, 1, 0, 0),
  terminated: Uint8Array.of(0, 0, 1, 0, 0, 0),
};
const network = Mlp.create([3, 5, 1], random);
const slow = Mlp.create([3, 5, 1], random);
/** Some policy, beyond the limits for a few. */
const actionsOf = (observations: Float32Array): Float32Array =>
  Float32Array.from({ length: rows }, (_, i) => 1.5 * (observations[2 * i] ?? 0));

/** By the formula, row by row. */
function plainLoss({ discount, conservatism, absorbing }: CostCriticSettings): number {
  const clamp = (value: number): number => Math.min(1, Math.max(-1, value));
  const q = (of: Mlp, observations: Float32Array, action: number, row: number): number =>
    of.evaluate(
      Float32Array.of(observations[2 * row] ?? 0, observations[2 * row + 1] ?? 0, clamp(action)),
    )[0] ?? 0;
  const next = actionsOf(batch.nextObservations);
  const own = actionsOf(batch.observations);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const cost = batch.costs[i] ?? 0;
    const after =
      batch.terminated[i] === 1 ? 0 : Math.max(0, q(slow, batch.nextObservations, next[i] ?? 0, i));
    const target = cost + (absorbing ? 1 - cost : 1) * discount * after;
    const seen = q(network, batch.observations, batch.actions[i] ?? 0, i);
    loss += (seen - target) ** 2 / 2;
    loss += conservatism * (seen - q(network, batch.observations, own[i] ?? 0, i));
  }
  return loss / rows;
}

test.each<CostCriticSettings>([
  { discount: 0.9, conservatism: 0, absorbing: false },
  { discount: 0.9, conservatism: 0, absorbing: true },
  { discount: 0.8, conservatism: 0.5, absorbing: true },
])('loss and gradients with %j', (settings) => {
  const parameters = network.parameters('critic');
  const gradients = parameters.map(({ data }) => new Float32Array(data.length));
  const { loss } = criticLoss(network, slow, batch, actionsOf, settings, gradients);
  expect(loss).toBeCloseTo(plainLoss(settings), 5);
  const step = 1e-2;
  for (const [index, { data }] of parameters.entries()) {
    for (let i = 0; i < data.length; i++) {
      const kept = data[i] ?? 0;
      data[i] = kept + step;
      const above = plainLoss(settings);
      data[i] = kept - step;
      const below = plainLoss(settings);
      data[i] = kept;
      expect(gradients[index]?.[i]).toBeCloseTo((above - below) / (2 * step), 2);
    }
  }
});

test('the slope by the action is that of the value, and that at the limit beyond it', () => {
  const observations = numbers(2 * rows);
  const actions = Float32Array.of(-1.5, -0.5, 0, 0.3, 0.9, 2);
  const { values, slopes } = costSlopes(network, observations, actions);
  expect(values).toEqual(costValues(network, observations, actions));
  const inside = actions.map((value) => Math.min(0.98, Math.max(-0.98, value)));
  const above = costValues(
    network,
    observations,
    inside.map((value) => value + 1e-2),
  );
  const below = costValues(
    network,
    observations,
    inside.map((value) => value - 1e-2),
  );
  for (let i = 0; i < rows; i++) {
    expect(slopes[i]).toBeCloseTo(((above[i] ?? 0) - (below[i] ?? 0)) / 2e-2, 1);
  }
});

describe('where actions above 0 cost 1 and episodes are one step long', () => {
  const observations = Array.from({ length: 400 }, () => [0]);
  const actions = observations.map(() => [2 * random() - 1]);
  const costs = actions.map(([action = 0]) => (action > 0 ? 1 : 0));
  const ones = observations.map(() => 1);
  const portion = portionOf({ observations, actions, costs, terminated: ones, ended: ones });
  const learned = (conservatism: number): Mlp => {
    const critic = new CostCritic(
      { observationSize: 1, actionSize: 1 },
      [16],
      { discount: 0.9, conservatism, absorbing: true },
      seededRandom(3),
    );
    for (let i = 0; i < 6; i++) critic.learn(portion, (_, count) => new Float32Array(count).fill(-0.5));
    return critic.network;
  };
  const at = (of: Mlp, action: number): number =>
    costValues(of, Float32Array.of(0), Float32Array.of(action))[0] ?? 0;

  test('it learns which do', () => {
    const plain = learned(0);
    expect(at(plain, 0.7)).toBeGreaterThan(0.8);
    expect(at(plain, -0.7)).toBeLessThan(0.2);
  });

  test('a conservative one says more of what the policy does', () => {
    expect(at(learned(0.2), -0.5)).toBeGreaterThan(at(learned(0), -0.5) + 0.05);
  });
});
