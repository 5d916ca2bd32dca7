// A reward model that is trained, resumed, and used as the reward of another run.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRewardModel } from '../../../../../src/engine/training/model/rewardModel';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, shortAnswers, train, trainingTools } from '../../../../support/training';

const folder = scratchFolder();
const tools = trainingTools(folder);

const pair = (index: number) => ({
  prompt: `Question ${index}?`,
  chosen: `Sure, ${index} it is.`,
  rejected: `I will not say ${index}.`,
});
writeFileSync(
  join(folder, 'pairs.jsonl'),
  Array.from({ length: 40 }, (_, index) => `${JSON.stringify(pair(index))}\n`).join(''),
);

const config = {
  model: checkpointPath('llama'),
  algorithm: 'reward',
  data: { type: 'file', path: 'pairs.jsonl', test_size: 8 },
  max_steps: 6,
  per_device_train_batch_size: 8,
  logging_steps: 1,
  learning_rate: 0.01,
  eval: { steps: 3, num_prompts: 8 },
  save: { steps: 3 },
} as const;

function chat({ prompt, answer }: { readonly prompt: string; readonly answer: string }) {
  return [
    { role: 'user' as const, content: prompt },
    { role: 'assistant' as const, content: answer },
  ];
}

test.each([{ lora: { r: 4 } }, { full_parameter: true }])(
  'learns what is preferred, and is saved as a classifier that says so: %o',
  async (parameters) => {
    const name = 'lora' in parameters ? 'lora' : 'full';
    const run = await makeRun(folder, name, { ...config, ...parameters });
    const facts = await train(tools, run);
    expect(facts).toMatchObject({ status: 'finished', step: 6, accuracyOf: null });
    expect(facts.log.find(({ loss }) => loss !== undefined)?.['loss']).toBeCloseTo(Math.LN2, 6);
    expect(facts.log.at(-1)?.['eval_rewards/accuracies']).toBe(1);

    const model = await openRewardModel(join(run, 'checkpoint-6'), {
      executionProvider: 'cpu',
      microBatchTokens: 256,
      threads: 1,
    });
    const unseen = [pair(77), pair(78)];
    const scores = await model.scoreChats(
      unseen.flatMap(({ prompt, chosen, rejected }) => [
        chat({ prompt, answer: chosen }),
        chat({ prompt, answer: rejected }),
      ]),
    );
    await model.dispose();
    expect(scores[0]).toBeGreaterThan(scores[1] ?? NaN);
    expect(scores[2]).toBeGreaterThan(scores[3] ?? NaN);

    const weights = (): Buffer => readFileSync(join(run, 'checkpoint-6', 'model.safetensors'));
    const before = weights();
    rmSync(join(run, 'checkpoint-6'), { recursive: true });
    await train(tools, run, { resume: true });
    expect(weights().equals(before)).toBe(true);
  },
);

test('is the reward of another run', async () => {
  const model = join(folder, 'lora', 'checkpoint-6');
  const run = await makeRun(folder, 'ppo', {
    ...shortAnswers,
    algorithm: 'ppo',
    rewards: [{ verifier: 'reward_model', model }],
    max_steps: 2,
  });
  const { status, log } = await train(tools, run);
  expect(status).toBe('finished');
  expect(Number.isFinite(log.find(({ reward }) => reward !== undefined)?.['reward'])).toBe(true);
});

test('has no prompts to answer', async () => {
  for (const key of [{ probe: { steps: 3 } }, { rewards: [{ verifier: 'length', max: 6 }] }]) {
    await expect(makeRun(folder, 'x', { ...config, lora: { r: 4 }, ...key })).rejects.toThrow(
      /scores answers/,
    );
  }
});
