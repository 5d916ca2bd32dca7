// What a step logs, by hand-computed examples; and when a run stops by itself.
import { describe, expect, test } from 'vitest';
import { haltReason } from '../../../../../src/engine/training/loop/halts';
import { notFiniteStep } from '../../../../../src/engine/training/loop/notFiniteStep';
import { completionMetrics, MetricMeans } from '../../../../../src/engine/training/loop/stepMetrics';

const completion = (group: number, reward: number | null, tokens: number, cut = false) => ({
  group,
  reward,
  rewards: { number: reward, length: 1 },
  tokens,
  finishReason: cut ? ('length' as const) : ('stop' as const),
});

describe('completionMetrics', () => {
  test('means, spreads within groups, and lengths under TRL names', () => {
    const metrics = completionMetrics(
      [completion(0, 1, 10), completion(0, 0, 20, true), completion(1, 1, 30), completion(1, 1, 40)],
      'group',
    );
    expect(metrics).toMatchObject({
      reward: 0.75,
      // (√½ + 0) / 2
      reward_std: Math.SQRT1_2 / 2,
      frac_reward_zero_std: 0.5,
      'rewards/number/mean': 0.75,
      'rewards/length/mean': 1,
      'rewards/length/std': 0,
      'completions/mean_length': 25,
      'completions/min_length': 10,
      'completions/max_length': 40,
      'completions/clipped_ratio': 0.25,
      'completions/mean_terminated_length': (10 + 30 + 40) / 3,
      'completions/unscored': 0,
    });
  });

  test('groups of one are compared over the batch, as PPO and REINFORCE++ do', () => {
    const mixed = completionMetrics([completion(0, 1, 1), completion(1, 0, 1)], 'batch');
    expect(mixed).toMatchObject({ reward_std: Math.SQRT1_2, frac_reward_zero_std: 0 });
    const flat = completionMetrics([completion(0, 1, 1), completion(1, 1, 1)], 'batch');
    expect(flat).toMatchObject({ reward_std: 0, frac_reward_zero_std: 1 });
  });

  test('what no verifier could score is in no mean, and is counted', () => {
    const metrics = completionMetrics(
      [completion(0, 1, 1), completion(0, null, 1), completion(0, 1, 1)],
      'group',
    );
    expect(metrics['reward']).toBe(1);
    expect(metrics['rewards/number/mean']).toBe(1);
    expect(metrics['completions/unscored']).toBe(1);
    expect(completionMetrics([completion(0, null, 1)], 'group')).not.toHaveProperty('reward');
  });
});

test('means between log lines start afresh', () => {
  const means = new MetricMeans();
  means.add({ loss: 1, kl: 2 });
  means.add({ loss: 3 });
  expect(means.take()).toEqual({ loss: 2, kl: 2 });
  means.add({ loss: 5 });
  expect(means.take()).toEqual({ loss: 5 });
});

describe('halting', () => {
  const signs = { step: 7, kl: 0.5, zeroStdSteps: 3, rollouts: [] };
  const finite = { step: 7, loss: 0.1, gradientNorm: 1 };
  const limits = { kl: 1, zeroStdSteps: 5, firstSteps: null };

  test('goes on within the limits, and where there are none', () => {
    expect(haltReason(signs, limits)).toBeNull();
    const none = { kl: null, zeroStdSteps: null, firstSteps: null };
    expect(haltReason({ ...signs, kl: 1e6, zeroStdSteps: 1e6 }, none)).toBeNull();
    expect(haltReason({ ...signs, kl: null }, limits)).toBeNull();
    expect(notFiniteStep(finite)).toBeNull();
  });

  test('KL above its limit, a collapsed reward, and NaN each say why, and at which step', () => {
    expect(haltReason({ ...signs, kl: 1.01 }, limits)).toMatch(/KL.*step 7.*limit of 1/);
    expect(haltReason({ ...signs, zeroStdSteps: 5 }, limits)).toMatch(/5 steps.*step 7/);
    expect(notFiniteStep({ ...finite, loss: NaN })).toMatchObject({
      message: expect.stringMatching(/loss of step 7/) as string,
      broken: true,
    });
    expect(notFiniteStep({ ...finite, gradientNorm: Infinity })).toMatchObject({
      message: expect.stringMatching(/gradient of step 7/) as string,
      broken: false,
    });
  });
});
