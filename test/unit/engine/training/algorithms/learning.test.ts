// Every algorithm trains a policy whose optimum is known: rewards rise, and a KL penalty ends at the tilted policy of the
// theory, with the drift in safety that it says.
import { describe, expect, it } from 'vitest';
import { onlineAlgorithmIds } from '../../../../../src/protocol/training';
import { seededRandom, type Random } from '../../../../../src/safety/random';
import { exactDrift, expectation, tiltedPolicy } from '../../../../../src/safety/drift/tiltedPolicy';
import type { OnlineAlgorithm, ScoredSample } from '../../../../../src/engine/training/algorithms/algorithm';
import type { AlgorithmSettings } from '../../../../../src/engine/training/algorithms/algorithmSettings';
import { algorithms } from '../../../../../src/engine/training/algorithms/algorithms';
import { dpoInputs, dpoLoss } from '../../../../../src/engine/training/algorithms/dpo';
import { sftInputs, sftLoss } from '../../../../../src/engine/training/algorithms/sft';
import { mergeInputs, type LossRow } from '../../../../../src/engine/training/losses/lossFeeds';
import { AdamW } from '../../../../../src/engine/training/optimizer/adamW';
import { learningRateFactor } from '../../../../../src/engine/training/optimizer/learningRate';
import { TableGradients, TablePolicy } from './tablePolicy';

interface Plan {
  readonly reward: (completion: readonly number[]) => number;
  readonly batches: number;
  readonly groups: number;
  readonly perGroup: number;
  /** Optimisation steps on each batch, over halves of it. */
  readonly passes: number;
  readonly learningRate: number;
}

function optimizerOf(policy: TablePolicy): AdamW {
  return new AdamW([
    { name: 'logits', data: policy.logits, decays: false },
    { name: 'values', data: policy.values, decays: false },
  ]);
}

/** The trainer's loop: rollouts, targets of the batch, and for each optimisation step weights and gradients. */
async function train(
  policy: TablePolicy,
  algorithm: OnlineAlgorithm,
  settings: AlgorithmSettings,
  plan: Plan,
  random: Random,
): Promise<void> {
  const reference = new TablePolicy(policy.positions, policy.actions, policy.logits.slice());
  const gradients = await TableGradients.open(policy, algorithm.loss(settings));
  const optimizer = optimizerOf(policy);
  const totalSteps = plan.batches;
  for (let batch = 0; batch < plan.batches; batch++) {
    const completions = Array.from({ length: plan.groups * plan.perGroup }, () => policy.sample(random));
    const samples = completions.map((completion, index): ScoredSample => ({
      group: Math.floor(index / plan.perGroup),
      reward: plan.reward(completion),
      length: completion.length,
      truncated: false,
      oldLogprobs: policy.logprobs(completion),
      refLogprobs: reference.logprobs(completion),
      values: policy.values.slice(),
    }));
    const targets = algorithm.targets(samples, settings);
    const rate =
      plan.learningRate * learningRateFactor({ kind: 'cosine', warmupSteps: 0, totalSteps }, batch);
    for (let pass = 0; pass < plan.passes; pass++) {
      const half = completions.length / 2;
      const [from, to] =
        plan.passes === 1 ? [0, completions.length] : [(pass % 2) * half, ((pass % 2) + 1) * half];
      const lengths = completions.slice(from, to).map((completion) => completion.length);
      const inputs = mergeInputs(targets.inputs.slice(from, to), algorithm.weights(lengths, settings));
      const [logits, values = new Float32Array(policy.positions)] = await gradients.of(
        policy,
        completions.slice(from, to),
        rowsOf(lengths, inputs),
      );
      if (logits === undefined) throw new Error('There is a gradient.');
      optimizer.step([logits, values], rate);
    }
  }
  await gradients.dispose();
}

function rowsOf(lengths: readonly number[], inputs: readonly LossRow['inputs'][]): LossRow[] {
  return lengths.map((length, index) => ({ length, inputs: inputs[index] ?? {} }));
}

describe('learning', () => {
  it.each(onlineAlgorithmIds)(
    '%s raises the reward, with several optimisation steps per batch',
    async (id) => {
      const policy = new TablePolicy(3, 5);
      const target = [2, 0, 4];
      const hits = (completion: readonly number[]): number =>
        completion.filter((action, position) => action === target[position]).length / 3;
      const algorithm = algorithms[id];
      const settings = { ...algorithm.defaults(3), overlongBuffer: 0, beta: 0, valueCoefficient: 0.5 };
      const plan = { reward: hits, batches: 25, groups: 4, perGroup: 8, passes: 4, learningRate: 0.08 };
      await train(policy, algorithm, settings, plan, seededRandom(5));
      const expected = target.reduce(
        (sum, action, position) => sum + (policy.probabilities(position)[action] ?? 0) / 3,
        0,
      );
      expect(expected).toBeGreaterThan(0.6);
    },
  );

  const space = {
    probabilities: [0.3, 0.25, 0.2, 0.15, 0.06, 0.04],
    success: [0, 0.5, 1, 0, 1, 1],
    safety: [1, 1, 0.5, 1, 0, 0],
  };
  const start = Float32Array.from(space.probabilities, Math.log);
  const reward = ([path = 0]: readonly number[]): number => space.success[path] ?? 0;

  it.each([
    ['rloo', { beta: 0.4 }],
    ['reinforce_plus_plus', { beta: 0.4 }],
    ['ppo', { beta: 0.4, valueCoefficient: 0.5 }],
    ['dr_grpo', { beta: 0.4, correctKl: true }],
  ] as const)('%s under a KL penalty ends at the tilted policy, and drifts as far', async (id, changes) => {
    const policy = new TablePolicy(1, 6, start.slice());
    const algorithm = algorithms[id];
    const plan = { reward, batches: 100, groups: 4, perGroup: 64, passes: 1, learningRate: 0.1 };
    await train(policy, algorithm, { ...algorithm.defaults(1), ...changes }, plan, seededRandom(9));
    const tilted = tiltedPolicy(space, 0.4).probabilities;
    const trained = policy.probabilities(0);
    const distance = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, p, path) => sum + Math.abs(p - (b[path] ?? 0)) / 2, 0);
    expect(distance(space.probabilities, tilted)).toBeGreaterThan(0.25);
    expect(distance(trained, tilted)).toBeLessThan(0.03);
    const drift = expectation(trained, space.safety) - expectation(space.probabilities, space.safety);
    expect(exactDrift(space, 0.4)).toBeLessThan(-0.1);
    expect(Math.abs(drift - exactDrift(space, 0.4))).toBeLessThan(0.03);
  });

  it('by SFT takes on the distribution of its data', async () => {
    const policy = new TablePolicy(2, 3);
    const completions = [
      [0, 1],
      [0, 2],
      [0, 2],
      [1, 2],
    ] as const;
    const gradients = await TableGradients.open(policy, sftLoss);
    const optimizer = optimizerOf(policy);
    const rows = rowsOf([2, 2, 2, 2], sftInputs([2, 2, 2, 2]));
    for (let step = 0; step < 200; step++) {
      const [logits] = await gradients.of(policy, completions, rows);
      optimizer.step([logits ?? new Float32Array(), new Float32Array(2)], 0.05);
    }
    await gradients.dispose();
    expect(policy.probabilities(0)[0]).toBeCloseTo(0.75, 1);
    expect(policy.probabilities(1)[2]).toBeCloseTo(0.75, 1);
  });

  it('by DPO reaches the margin that its preferences ask for', async () => {
    // Three of four pairs prefer action 0: σ(β·[log π_0/π_1 − log ref_0/ref_1]) = 3/4 at the optimum.
    const policy = new TablePolicy(1, 2);
    const beta = 0.5;
    const gradients = await TableGradients.open(policy, dpoLoss(beta));
    const optimizer = optimizerOf(policy);
    const completions = [[0], [1], [0], [1], [0], [1], [1], [0]] as const;
    const half = Float32Array.of(Math.log(0.5));
    const pairs = Array.from({ length: 4 }, () => ({ chosen: half, rejected: half }));
    const rows = rowsOf([2, 2, 2, 2], dpoInputs(pairs));
    for (let step = 0; step < 300; step++) {
      const [logits] = await gradients.of(policy, completions, rows);
      optimizer.step([logits ?? new Float32Array(), new Float32Array(1)], 0.05);
    }
    await gradients.dispose();
    const [first = 0, second = 0] = policy.probabilities(0);
    expect(beta * Math.log(first / second)).toBeCloseTo(Math.log(3), 1);
  });
});
