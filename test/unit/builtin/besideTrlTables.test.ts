import { expect, it } from 'vitest';
import { besideTrlTables } from '../../../src/build/experiments/besideTrlTables';
import type { TrainedRun, Trainer } from '../../../src/build/experiments/trlRuns';
import type { RolloutRow } from '../../../src/protocol/training';

/** Two prompts a step, each answered twice: the first prompt's answers have unlike rewards. */
function rollouts(step: number, advantages: readonly number[], prompts = ['a', 'b']): RolloutRow[] {
  return [1, 0, 1, 1].map((reward, index) => ({
    ...{ step, group: Math.floor(index / 2), prompt: prompts[Math.floor(index / 2)] ?? '', completion: '' },
    ...{
      rewards: { number: reward },
      reward,
      advantage: advantages[index] ?? 0,
      tokens: 1,
      finishReason: null,
    },
  }));
}

const deviation = Math.SQRT1_2;
const right = [0.5 / (deviation + 1e-4), -0.5 / (deviation + 1e-4), 0, 0];

function run(
  trainer: Trainer,
  seed: number,
  rewards: readonly number[],
  rows: TrainedRun['rollouts'],
): TrainedRun {
  const log = rewards.map((reward, index) => ({
    ...{ step: index + 1, reward, kl: index / 100, loss: index === 0 ? -3.2e-8 : 0.1, grad_norm: 0.25 },
    ...{ entropy: 1.5, 'completions/mean_length': 7.25 },
  }));
  return { trainer, seed, log, rollouts: rows };
}

const tables = besideTrlTables([
  run('here', 1, [0.5, 0.5, 1, 1, 1.5, 1.5, 2, 2], [rollouts(1, right), rollouts(2, right)]),
  run('TRL', 1, [0, 0, 0, 0, 1, 1, 1, 1], [rollouts(1, right), rollouts(2, [0.7, -0.7, 0.5, 0], ['a', 'c'])]),
  run('here', 2, [1.5, 1.5, 1, 1, 1.5, 1.5, 2, 2], []),
]);

it('the first step is told run by run', () => {
  expect(tables).toContain('| here | 1 | 0.500 | −3.2e−8 | 0.0000 | 0.250 | 1.500 | 7.3 |');
  expect(tables).toContain('| TRL | 1 | 0.000 | −3.2e−8 | 0.0000 | 0.250 | 1.500 | 7.3 |');
});

it('reward and KL are means over quarters of the run, by seed and over all of a trainer', () => {
  expect(tables).toContain('| mean of steps |  | seed | 1–2 | 3–4 | 5–6 | 7–8 |');
  expect(tables).toContain('| reward | here | 2 | 1.500 | 1.000 | 1.500 | 2.000 |');
  expect(tables).toContain('| reward | here | all | 1.000 | 1.000 | 1.500 | 2.000 |');
  expect(tables).toContain('| KL, nats per token | TRL | 1 | 0.005 | 0.025 | 0.045 | 0.065 |');
});

it('steps of other prompts and advantages of another formula show', () => {
  expect(tables).toContain('Seed 1: the same prompts in the same order in 1 of 2 steps. Over 8 completions');
  // 0.5 for a group in which all answers have one reward.
  expect(tables).toContain('differ by at most 5.0e-1.');
});
