// The methods' formulas: enumerated, by finite differences, and against what the authors' code computes (controlGolden.py).
import { describe, expect, test } from 'vitest';
import { Mlp } from '../../../../../src/engine/control/network/mlp';
import { firstAccepted } from '../../../../../src/engine/control/methods/conservativeSafetyCritic';
import {
  bucketCount,
  bucketLoss,
  bucketMean,
  feasibilityTargets,
  symexp,
  symlog,
} from '../../../../../src/engine/control/methods/feasibility';
import {
  latentOf,
  parametersOf,
  representationLoss,
} from '../../../../../src/engine/control/methods/feasibilityModel';
import { controlMethods } from '../../../../../src/engine/control/methods/methods';
import type { LearnerContext } from '../../../../../src/engine/control/methods/learner';
import { modulation, movedThreshold } from '../../../../../src/engine/control/methods/safetyModulation';
import { corrected } from '../../../../../src/engine/control/methods/unrollingLayer';
import { GaussianPolicy } from '../../../../../src/engine/control/policy/gaussianPolicy';
import { costValues } from '../../../../../src/engine/control/training/costCritic';
import { seededRandom } from '../../../../../src/safety/random';
import {
  controlGolden,
  distance,
  flatLayers,
  networkOf,
  rowsOf,
} from '../../../../fixtures/control/controlGolden';
import { bandit } from '../../../../support/controlBandit';
import { portionOf } from '../../../../support/controlPortion';

/** Q(s, a) = 2a + s, linear. */
const linear = new Mlp([{ inputs: 2, outputs: 1, weight: Float32Array.of(1, 2), bias: Float32Array.of(0) }]);
const context: LearnerContext = {
  ...{ environment: bandit, hidden: [8], discount: 0.9, steps: 100 },
  random: () => seededRandom(4),
};
const policy = (): GaussianPolicy => GaussianPolicy.create(1, 1, [8], seededRandom(6));

describe('CSC', () => {
  const observation = Float32Array.of(0);
  const proposals = (values: readonly number[]) => {
    const left = [...values];
    return () => Float32Array.of(left.shift() ?? NaN);
  };

  test('takes the first proposal that the critic accepts', () => {
    const options = { threshold: 0.5, tries: 5 };
    expect(firstAccepted(linear, observation, options, proposals([0.9, 0.3, 0.2, 0]))).toEqual({
      action: Float32Array.of(0.2),
      tries: 3,
    });
  });

  test('takes the least bad where it accepts none', () => {
    const options = { threshold: -3, tries: 3 };
    expect(firstAccepted(linear, observation, options, proposals([0.9, -0.5, 0.2]))).toEqual({
      action: Float32Array.of(-0.5),
      tries: 3,
    });
  });

  test('its multiplier follows the share of episodes that violate', () => {
    const learner = controlMethods.csc.learner(
      { cost_limit: 0.1, multiplier_rate: 1, multiplier_start: 0 },
      context,
    );
    const row = { observations: [[0]], actions: [[0]] };
    learner.learn(
      portionOf({
        ...row,
        episodes: [
          { totalReward: 0, totalCost: 7 },
          { totalReward: 0, totalCost: 0 },
        ],
      }),
      policy(),
      1,
    );
    expect(learner.costWeight()).toBeCloseTo(0.4);
  });
});

describe('SMPO', () => {
  test('f falls from 1 through 0 at the threshold to −1, with its slope', () => {
    expect(modulation(-10, 1, 0.5).weight).toBeCloseTo(1);
    expect(modulation(1, 1, 0.5).weight).toBe(0);
    expect(modulation(10, 1, 0.5).weight).toBeCloseTo(-1);
    for (const q of [-0.3, 0.8, 1.4]) {
      const slope = (modulation(q + 1e-5, 1, 0.5).weight - modulation(q - 1e-5, 1, 0.5).weight) / 2e-5;
      expect(modulation(q, 1, 0.5).slope).toBeCloseTo(slope, 6);
    }
  });

  test('the threshold moves over the first half', () => {
    const options = { threshold_start: 2, threshold_end: 1 };
    expect([0, 0.25, 0.5, 1].map((share) => movedThreshold(options, share))).toEqual([2, 1.5, 1, 1]);
  });

  test('rewards are multiplied, where there is none nothing changes, and the gradient passes through the critic', () => {
    const options = { threshold_start: 0.1, threshold_end: 0.1, width: 0.5, critic_gradient: 2 };
    const learner = controlMethods.smpo.learner(options, context);
    const portion = portionOf({
      observations: [[0.5], [0.5], [-0.2]],
      actions: [[0.4], [-0.3], [0.1]],
      rewards: [2, 0, -1],
      costs: [1, 0, 0],
    });
    learner.learn(portion, policy(), 50);
    const { observations, rewards, actions } = portion;
    const batch = { rows: 3, observations, rewards, actions, means: actions };
    const loss = (of: Float32Array): number =>
      learner.rewards({ ...portion, actions: of }).reduce((sum, modulated) => sum - (2 * modulated) / 3, 0);
    const gradient = new Float32Array(3);
    learner.addActionGradient(batch, gradient);
    for (let i = 0; i < 3; i++) {
      const moved = (step: number): Float32Array => actions.map((value, j) => value + (j === i ? step : 0));
      expect(gradient[i]).toBeCloseTo((loss(moved(1e-2)) - loss(moved(-1e-2))) / 2e-2, 2);
    }
    const modulated = learner.rewards(portion);
    for (const [i, reward] of portion.rewards.entries()) {
      expect(Math.abs(modulated[i] ?? NaN)).toBeLessThanOrEqual(Math.abs(reward));
    }
    expect(modulated[1]).toBeCloseTo(0, 12);
  });
});

describe('FCSRL', () => {
  test('targets are those of the authors', () => {
    const { costs, terminated, ended, next, targets, head, latents } = controlGolden.feasibility;
    const own = feasibilityTargets(
      Float32Array.from(costs),
      { terminated: Uint8Array.from(terminated), ended: Uint8Array.from(ended) },
      Float32Array.from(next),
      0.9,
    );
    expect(distance(own, targets)).toBeLessThan(1e-5);
    const logits = networkOf(head).forward(rowsOf(latents), latents.length).output;
    const means = latents.map((_, row) => bucketMean(logits, row * bucketCount));
    expect(distance(means, next)).toBeLessThan(1e-4);
  });

  test('a target is enumerated: the worst cost to come, discounted', () => {
    const costs = Float32Array.of(0, 0, 0.5, 1, 0);
    const none = { terminated: new Uint8Array(5), ended: new Uint8Array(5) };
    const own = feasibilityTargets(costs, none, Float32Array.of(9, 9, 9, 9, 0.25), 0.5);
    const wanted = [0, 1, 2, 3, 4].map((from) =>
      Math.max(...[...costs, 0.25].map((cost, at) => (at < from ? 0 : 0.5 ** (at - from) * cost))),
    );
    expect(distance(own, wanted)).toBeLessThan(1e-6);
  });

  test('buckets: the mean of a value put on two of them is the value, in the symmetric logarithm', () => {
    expect(symexp(symlog(-3.2))).toBeCloseTo(-3.2);
    const logits = new Float32Array(bucketCount).fill(-1e9);
    const place = (symlog(0.5) + 2) / (6 / 62);
    const below = Math.floor(place);
    logits[below] = Math.log(1 - (place - below));
    logits[below + 1] = Math.log(place - below);
    expect(bucketMean(logits, 0)).toBeCloseTo(0.5, 5);
    const gradient = new Float32Array(bucketCount);
    bucketLoss(logits, 0, 0.5, gradient, 1);
    expect(distance(gradient, new Float32Array(bucketCount))).toBeLessThan(1e-5);
  });

  test('losses and all gradients are those of the authors’ losses', () => {
    const golden = controlGolden.representation;
    const networks = {
      encoder: networkOf(golden.networks.encoder),
      dynamics: networkOf(golden.networks.dynamics),
      head: networkOf(golden.networks.head),
      projection: networkOf(golden.networks.projection),
      predictor: networkOf(golden.networks.predictor),
    };
    const into = parametersOf(networks).map(({ data }) => new Float32Array(data.length));
    const losses = representationLoss(
      networks,
      networkOf(golden.steady),
      {
        rows: 7,
        observations: rowsOf(golden.observations),
        nextObservations: rowsOf(golden.nextObservations),
        actions: rowsOf(golden.actions),
        targets: Float32Array.from(golden.targets),
      },
      0.5,
      into,
    );
    expect(losses.dynamics).toBeCloseTo(golden.dynamics, 5);
    expect(losses.feasibility).toBeCloseTo(golden.feasibility, 4);
    const wanted = (['encoder', 'dynamics', 'head', 'projection', 'predictor'] as const).flatMap((name) =>
      flatLayers(golden.gradients[name]),
    );
    expect(into).toHaveLength(wanted.length);
    for (const [i, gradient] of wanted.entries())
      expect(distance(into[i] ?? [], gradient)).toBeLessThan(2e-5);
  });

  test('a representation has the mean size 1', () => {
    const z = latentOf(Mlp.create([3, 6, 5], seededRandom(1)), Float32Array.of(1, -2, 0.5), 1);
    expect(z.reduce((sum, value) => sum + Math.abs(value), 0) / 5).toBeCloseTo(1, 5);
  });
});

describe('USL', () => {
  test('corrections are those of the authors', () => {
    const { critic, stepSize, steps, cases } = controlGolden.correction;
    const network = networkOf(critic);
    let moved = 0;
    for (const { state, action, delta, corrected: wanted } of cases) {
      const settings = { threshold: delta, stepSize, steps };
      const { action: own, made } = corrected(
        network,
        Float32Array.from(state),
        Float32Array.from(action),
        settings,
      );
      expect(distance(own, wanted)).toBeLessThan(1e-4);
      if (made > 0) moved++;
    }
    expect(moved).toBe(2);
  });

  test('a step moves the largest component by η, until δ is reached, at most K times', () => {
    const at = (threshold: number, steps: number) =>
      corrected(linear, Float32Array.of(0), Float32Array.of(0.5), { threshold, stepSize: 0.1, steps });
    // Q = 2a falls by 0.2 a step.
    expect(at(2, 20).made).toBe(0);
    expect(at(0.7, 20).made).toBe(2);
    expect(at(0.7, 20).action[0]).toBeCloseTo(0.3, 5);
    expect(at(0.7, 1).action[0]).toBeCloseTo(0.4, 5);
    expect(at(-9, 100).action[0]).toBe(-1);
  });

  test('the penalty’s gradient is κ·∂Q/∂a where Q is above δ, and 0 elsewhere', () => {
    const learner = controlMethods.usl.learner({ penalty: 3, threshold: 0.2 }, context);
    const observations = [[0.5], [0.5], [0.5], [0.5]];
    const actions = [[0.9], [0.5], [-0.5], [-0.9]];
    const portion = portionOf({
      observations,
      actions,
      costs: [1, 1, 0, 0],
      terminated: [1, 1, 1, 1],
      ended: [1, 1, 1, 1],
    });
    for (let i = 0; i < 5; i++) learner.learn(portion, policy(), 1);
    const critic = learner.parts().networks['critic'];
    if (critic === undefined) throw new Error('USL has a critic.');
    const means = portion.actions;
    const penalty = (of: Float32Array): number =>
      costValues(critic, portion.observations, of).reduce(
        (sum, q) => sum + (3 * Math.max(0, q - 0.2)) / 4,
        0,
      );
    const gradient = new Float32Array(4);
    learner.addActionGradient({ ...portion, rows: 4, means }, gradient);
    for (let i = 0; i < 4; i++) {
      const moved = (step: number): Float32Array => means.map((value, j) => value + (j === i ? step : 0));
      expect(gradient[i]).toBeCloseTo((penalty(moved(1e-2)) - penalty(moved(-1e-2))) / 2e-2, 1);
    }
    expect(gradient[0]).toBeGreaterThan(0);
    expect(gradient[3]).toBe(0);
  });
});

test('options that a method does not have are refused, with those that it has', () => {
  expect(() => controlMethods.usl.learner({ kappa: 1 }, context)).toThrow(/usl are wrong: .*kappa/u);
  expect(() => controlMethods['gp-shield'].learner({ confidence: 1 }, context)).toThrow(/confidence/u);
});

test('a method whose part is missing says which', () => {
  const none = { networks: {}, arrays: {} };
  expect(() => controlMethods.usl.actor({}, none, policy(), bandit)).toThrow(/no network critic/u);
  expect(() => controlMethods.fcsrl.actor({}, none, policy(), bandit)).toThrow(/no network encoder/u);
  expect(() => controlMethods['gp-shield'].actor({}, none, policy(), bandit)).toThrow(/no tensor dynamics/u);
});
