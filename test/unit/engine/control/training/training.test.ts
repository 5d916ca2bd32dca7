// What a training is made of: advantages, multiplier, the clipped objective, replay; and a whole training on a tiny environment.
import { describe, expect, test } from 'vitest';
import { plainLearner, type LearnerContext } from '../../../../../src/engine/control/methods/learner';
import { GaussianPolicy } from '../../../../../src/engine/control/policy/gaussianPolicy';
import { combineAdvantages, estimateAdvantages } from '../../../../../src/engine/control/training/advantages';
import { Multiplier } from '../../../../../src/engine/control/training/lagrangian';
import { clippedGradient, shuffledBatches, taken } from '../../../../../src/engine/control/training/ppo';
import { Replay } from '../../../../../src/engine/control/training/replay';
import { trainPolicy } from '../../../../../src/engine/control/training/trainPolicy';
import { environmentOf } from '../../../../../src/safety/control/environments';
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

describe('advantages', () => {
  const rewards = Float32Array.of(1, 2, -1, 0.5, 3);
  const values = Float32Array.of(0.5, 1, 0.2, -0.3, 2);
  const next = Float32Array.of(1, 0.2, 7, 2, 4);
  const terminated = Uint8Array.of(0, 0, 1, 0, 0);
  const ended = Uint8Array.of(0, 0, 1, 0, 0);
  const settings = { discount: 0.9, trace: 0.8 };

  test('are the discounted sum of the differences to come, within an episode', () => {
    const { advantages, returns } = estimateAdvantages(
      rewards,
      values,
      next,
      { terminated, ended },
      settings,
    );
    const delta = Array.from(rewards, (reward, i) => {
      const after = terminated[i] === 1 ? 0 : (next[i] ?? 0);
      return reward + 0.9 * after - (values[i] ?? 0);
    });
    const wanted = [0, 1, 2, 3, 4].map((from) => {
      const end = from <= 2 ? 2 : 4;
      let sum = 0;
      for (let k = from; k <= end; k++) sum += 0.72 ** (k - from) * (delta[k] ?? 0);
      return sum;
    });
    expect(distance(advantages, wanted)).toBeLessThan(1e-6);
    expect(
      distance(
        returns,
        wanted.map((value, i) => value + (values[i] ?? 0)),
      ),
    ).toBeLessThan(1e-6);
  });

  test('an episode cut by time goes on by its value, and is no part of the next', () => {
    const cut = { terminated: new Uint8Array(5), ended };
    const { advantages } = estimateAdvantages(rewards, values, next, cut, settings);
    expect(advantages[2]).toBeCloseTo(-1 + 0.9 * 7 - 0.2, 5);
  });

  test('are standardised, the costs centred, and weighed', () => {
    const combined = combineAdvantages(Float32Array.of(1, 3), Float32Array.of(0, 4), 3);
    expect(distance(combined, [(-1 + 6) / 4, (1 - 6) / 4])).toBeLessThan(1e-6);
  });
});

test('the multiplier follows the constraint and never falls below 0', () => {
  const multiplier = new Multiplier({ start: 0.1, rate: 0.5, limit: 1 });
  multiplier.update(3);
  expect(multiplier.value).toBeCloseTo(1.1);
  multiplier.update(null);
  expect(multiplier.value).toBeCloseTo(1.1);
  multiplier.update(-10);
  expect(multiplier.value).toBe(0);
});

test('log-probabilities and the clipped objective have the values and gradients of PyTorch', () => {
  const { weights, logStd, x, actions, advantages, old, logProbs, gradients, ofLogStd } =
    controlGolden.policy;
  const policy = new GaussianPolicy(networkOf(weights), Float32Array.from(logStd));
  const trace = policy.mean.forward(rowsOf(x), x.length);
  const taken = rowsOf(actions);
  const own = x.map((_, row) => policy.logProb(trace.output, 2 * row, taken, 2 * row));
  expect(distance(own, logProbs)).toBeLessThan(1e-5);
  const into = policy.mean.parameters('p').map(({ data }) => new Float32Array(data.length));
  const deviations = new Float32Array(2);
  const ofMean = clippedGradient(
    policy,
    {
      ...{ means: trace.output, actions: taken, clip: 0.2 },
      advantages: Float32Array.from(advantages),
      before: Float32Array.from(old),
    },
    deviations,
  );
  policy.mean.backward(trace, ofMean, into);
  expect(distance(deviations, ofLogStd)).toBeLessThan(1e-5);
  for (const [i, wanted] of flatLayers(gradients).entries()) {
    expect(distance(into[i] ?? [], wanted)).toBeLessThan(1e-5);
  }
});

test('batches hold every row once, and rows are taken whole', () => {
  const batches = shuffledBatches(10, 4, seededRandom(1));
  expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
  expect(batches.flatMap((one) => [...one]).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(taken(Float32Array.of(0, 1, 2, 3, 4, 5), 2, Uint32Array.of(2, 0))).toEqual(
    Float32Array.of(4, 5, 0, 1),
  );
});

test('a replay gives whole rows, and forgets the oldest portion', () => {
  const replay = new Replay(8);
  for (const mark of [1, 2, 3]) {
    replay.add(
      portionOf({
        observations: [
          [mark, 0.5],
          [mark, 1.5],
          [mark, 2.5],
          [mark, 3.5],
        ],
        actions: [[0], [1], [2], [3]],
      }),
    );
  }
  expect(replay.steps).toBe(8);
  const { observations, actions } = replay.draw(50, seededRandom(2));
  const marks = new Set(Array.from({ length: 50 }, (_, row) => observations[2 * row]));
  expect(marks).toEqual(new Set([2, 3]));
  for (let row = 0; row < 50; row++) expect(observations[2 * row + 1]).toBe((actions[row] ?? 0) + 0.5);
});

describe('a whole training', () => {
  const train = (seed: number, signal = new AbortController().signal) =>
    trainPolicy(
      {
        ...{ environment: bandit, steps: 12_000, seed },
        learner: (context: LearnerContext) => plainLearner(context),
        onPoint: () => undefined,
      },
      signal,
    );

  test('finds what is rewarded', async () => {
    const { policy, curve } = await train(1);
    expect(curve).toHaveLength(6);
    expect(curve.at(-1)?.meanReturn).toBeGreaterThan((curve[0]?.meanReturn ?? 0) + 1);
    expect(policy.mean.evaluate(bandit.observe(0.5))[0]).toBeCloseTo(0.5, 1);
    expect(policy.mean.evaluate(bandit.observe(-0.5))[0]).toBeCloseTo(-0.5, 1);
  });

  test('is that of its seed', async () => {
    const short = (seed: number) =>
      trainPolicy(
        {
          ...{ environment: environmentOf('cart-pole-zone'), steps: 400, seed },
          learner: (context) => plainLearner(context),
          onPoint: () => undefined,
        },
        new AbortController().signal,
      ).then(({ policy }) => policy.parameters().map(({ data }) => data));
    expect(await short(1)).toEqual(await short(1));
    expect(await short(1)).not.toEqual(await short(2));
  });

  test('stops when it is cancelled', async () => {
    await expect(train(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
