// Preference pairs out of the built-in model's own answers.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { samplePairs } from '../../../src/build/experiments/samplePairs';
import { parseConfig } from '../../../src/engine/training/config/validateConfig';

const root = process.cwd();
const config = {
  model: join(root, 'media', 'checkpoints', 'glens-tiny'),
  algorithm: 'grpo',
  data: { type: 'arithmetic', digits: 1, size: 20, test_size: 5, seed: 3 },
  rewards: [{ verifier: 'number' }],
  num_generations: 6,
  generation_batch_size: 120,
  max_completion_length: 24,
};

/** The model's ways of giving an answer (corpus/arithmeticExample.ts). */
function says(text: string, answer: unknown): boolean {
  return new RegExp(`^(?:\\d+ [+-] \\d+ = |The answer is )?${String(answer)}\\.?$`).test(text.trim());
}

it('prefers right answers to wrong ones of the same prompt, and leaves what is held out alone', async () => {
  const { train, heldOut } = await samplePairs(
    parseConfig(JSON.stringify(config), join(root, 'x.train.json')),
  );
  expect(train.length).toBeGreaterThan(5);
  for (const { chosen, rejected, answer } of train) {
    expect(chosen).toMatch(new RegExp(`(?<!\\d)${String(answer)}(?!\\d)`));
    expect(says(rejected, answer), rejected).toBe(false);
  }
  expect(heldOut).toHaveLength(5);
  expect(train.filter(({ chosen, answer }) => says(chosen, answer)).length).toBeGreaterThan(5);
  const held = new Set(heldOut.map(({ prompt }) => prompt));
  expect(train.filter(({ prompt }) => held.has(prompt))).toEqual([]);
});

it('needs the settings of an algorithm that samples', async () => {
  const offline = {
    ...config,
    algorithm: 'sft',
    num_generations: undefined,
    generation_batch_size: undefined,
  };
  const settings = parseConfig(JSON.stringify(offline), join(root, 'x.train.json'));
  await expect(samplePairs(settings)).rejects.toThrow(/online/);
});
