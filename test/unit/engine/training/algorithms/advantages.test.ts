// Advantages of the online algorithms: against the goldens, by hand, and GAE against sums written out.
import { describe, expect, it } from 'vitest';
import { onlineAlgorithmIds, type OnlineAlgorithmId } from '../../../../../src/protocol/training';
import { seededRandom } from '../../../../../src/safety/random';
import type { ScoredSample } from '../../../../../src/engine/training/algorithms/algorithm';
import { algorithms } from '../../../../../src/engine/training/algorithms/algorithms';
import { overlongPenalty } from '../../../../../src/engine/training/algorithms/dapo';
import { isFlatGroup } from '../../../../../src/engine/training/algorithms/groupRewards';
import {
  generalisedAdvantages,
  normaliseTokens,
  rewardsToGo,
} from '../../../../../src/engine/training/algorithms/tokenRewards';
import { lossGolden } from '../../../../fixtures/training/lossGolden';
import { goldenLengths, goldenSamples } from './goldenSamples';

const sample = (group: number, reward: number | null, length = 2): ScoredSample => ({
  group,
  reward,
  length,
  truncated: false,
  oldLogprobs: new Float32Array(length).fill(-1),
  refLogprobs: new Float32Array(length).fill(-1),
  values: new Float32Array(length),
});

function targetsOf(id: OnlineAlgorithmId, samples: readonly ScoredSample[]) {
  const algorithm = algorithms[id];
  return algorithm.targets(samples, algorithm.defaults(16));
}

describe('advantages', () => {
  it.each(lossGolden.online.filter((row) => row.moved))(
    'of $algorithm with $settings.beta, $settings.gamma, $settings.overlongBuffer are the golden ones',
    ({ algorithm, settings, advantages, returns }) => {
      const targets = algorithms[algorithm].targets(goldenSamples, settings);
      for (const [index, expected] of advantages.entries()) {
        const actual = targets.inputs[index]?.advantages;
        expect(actual).toHaveLength(expected.length);
        for (const [t, value] of expected.entries()) expect(actual?.[t]).toBeCloseTo(value, 5);
        for (const [t, value] of returns?.[index]?.entries() ?? []) {
          expect(targets.inputs[index]?.returns?.[t]).toBeCloseTo(value, 5);
        }
        const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
        expect(targets.advantages[index]).toBeCloseTo(mean, 6);
      }
    },
  );

  it('of GRPO by hand', () => {
    const { advantages } = targetsOf('grpo', [
      sample(7, 1),
      sample(3, 0.5),
      sample(7, 0),
      sample(7, 0),
      sample(3, 0.5),
    ]);
    const std = Math.sqrt(1 / 3);
    expect(advantages[0]).toBeCloseTo(2 / 3 / (std + 1e-4), 12);
    expect(advantages[2]).toBeCloseTo(-1 / 3 / (std + 1e-4), 12);
    expect([advantages[1], advantages[4]]).toEqual([0, 0]);
  });

  it.each(onlineAlgorithmIds)(
    'of %s are finite where a group is flat, alone, or not scored at all; what is not scored has 0',
    (id) => {
      const samples = [
        sample(0, 1),
        sample(0, 1),
        sample(1, 1),
        sample(2, null),
        sample(2, null),
        sample(3, null),
        sample(3, 0.3),
      ];
      const { advantages, inputs } = targetsOf(id, samples);
      for (const [index, one] of samples.entries()) {
        expect(Number.isFinite(advantages[index])).toBe(true);
        if (one.reward === null)
          expect([...(inputs[index]?.advantages ?? [NaN])].every((a) => a === 0)).toBe(true);
      }
      expect(targetsOf(id, [sample(0, null)]).advantages).toEqual([0]);
    },
  );

  it('of RLOO put the whole KL penalty of a sequence into its reward', () => {
    const far = {
      ...sample(0, 0),
      oldLogprobs: Float32Array.of(-1, -2),
      refLogprobs: Float32Array.of(-3, -5),
    };
    const { rloo } = algorithms;
    const { advantages } = rloo.targets([far, sample(0, 0)], { ...rloo.defaults(16), beta: 0.1 });
    expect(advantages[0]).toBeCloseTo(-0.5, 12);
    expect(advantages[1]).toBeCloseTo(0.5, 12);
  });
});

describe('weights', () => {
  const total = (id: OnlineAlgorithmId): number => {
    const algorithm = algorithms[id];
    const inputs = algorithm.weights(goldenLengths, algorithm.defaults(6));
    return inputs.flatMap(({ weights }) => [...(weights ?? [])]).reduce((sum, weight) => sum + weight, 0);
  };

  it('add up to 1 where a mean is taken, and to the used share of the length in Dr. GRPO', () => {
    for (const id of ['grpo', 'dapo', 'rloo', 'reinforce_plus_plus', 'ppo'] as const) {
      expect(total(id), id).toBeCloseTo(1, 6);
    }
    const tokens = goldenLengths.reduce((sum, length) => sum + length, 0);
    expect(total('dr_grpo')).toBeCloseTo(tokens / (goldenLengths.length * 6), 6);
  });
});

describe('DAPO’s overlong penalty', () => {
  it('starts before the limit, grows linearly and ends at −1', () => {
    const settings = { maxCompletionLength: 100, overlongBuffer: 20 };
    expect([79, 80, 81, 90, 100, 101].map((length) => overlongPenalty(length, settings))).toEqual([
      0, 0, -0.05, -0.5, -1, -1,
    ]);
    expect(overlongPenalty(100, { ...settings, overlongBuffer: 0 })).toBe(0);
  });
});

describe('flat groups', () => {
  it('are those whose scored rewards are all equal', () => {
    expect(isFlatGroup([0.1, 0.1, null, 0.1])).toBe(true);
    expect(isFlatGroup([null])).toBe(true);
    expect(isFlatGroup([0, 1, null])).toBe(false);
  });
});

describe('generalised advantage estimation', () => {
  const random = seededRandom(3);
  const rewards = Float64Array.from({ length: 9 }, () => random() - 0.5);
  const values = Float32Array.from({ length: 9 }, () => random() * 2 - 1);

  it.each([
    [1, 1],
    [0.97, 0.9],
    [0.5, 0],
    [1, 0.95],
  ])('with γ %d and λ %d is the weighted mean of n-step advantages', (gamma, lambda) => {
    // Eq. 16 as its definition has it: (1 − λ)·Σ λ^{n−1}·A^(n), the last n-step advantage taking all the rest.
    const n = rewards.length;
    const nStep = (t: number, k: number): number => {
      let sum = -(values[t] ?? 0);
      for (let i = 0; i < k; i++) sum += gamma ** i * (rewards[t + i] ?? 0);
      return sum + gamma ** k * (values[t + k] ?? 0);
    };
    const actual = generalisedAdvantages(rewards, values, { gamma, lambda });
    for (let t = 0; t < n; t++) {
      let expected = lambda ** (n - t - 1) * nStep(t, n - t);
      for (let k = 1; k < n - t; k++) expected += (1 - lambda) * lambda ** (k - 1) * nStep(t, k);
      expect(actual[t]).toBeCloseTo(expected, 10);
    }
  });

  it('with λ = 1 and values of 0 is the reward to go', () => {
    const gae = generalisedAdvantages(rewards, new Float32Array(9), { gamma: 0.9, lambda: 1 });
    const sums = rewardsToGo(rewards, 0.9);
    for (const [t, value] of gae.entries()) expect(value).toBeCloseTo(sums[t] ?? NaN, 12);
  });
});

describe('normalisation over tokens', () => {
  it('gives mean 0 and variance 1 over what is scored, zeros elsewhere', () => {
    const normalised = normaliseTokens([Float64Array.of(1, 2, 3), null, Float64Array.of(10)], [3, 2, 1], 0);
    const scored = [...(normalised[0] ?? []), ...(normalised[2] ?? [])];
    expect(scored.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(scored.reduce((sum, value) => sum + value ** 2, 0) / 4).toBeCloseTo(1, 6);
    expect(normalised[1]).toEqual(new Float64Array(2));
  });
});
