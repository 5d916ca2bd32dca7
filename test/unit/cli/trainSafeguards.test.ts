// The safeguards of a training run through the command line, on the built-in model: that they run, and what they leave.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrainingRunFacts } from '../../../src/protocol/training';
import { cliPath, mediaFolder } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const common = {
  model: join(mediaFolder, 'checkpoints', 'glens-tiny'),
  threads: 1,
  lora: { r: 4 },
  max_steps: 2,
  logging_steps: 1,
} as const;

function train(name: string, config: object): TrainingRunFacts {
  writeFileSync(join(folder, `${name}.train.json`), JSON.stringify({ ...common, ...config }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cliPath, 'train', `${name}.train.json`, '--json'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as TrainingRunFacts;
}

function logged(facts: TrainingRunFacts, metric: string): number[] {
  return facts.log.flatMap((entry) => entry[metric] ?? []);
}

test('Parameter EMA and ProCon while texts are learned', () => {
  const facts = train('offline', {
    algorithm: 'sft',
    data: { type: 'arithmetic', digits: 1, size: 16, test_size: 4 },
    per_device_train_batch_size: 4,
    safeguards: [
      { id: 'parameter-ema', decay: 0.5 },
      { id: 'procon', limit: 4 },
    ],
  });
  expect(facts).toMatchObject({ status: 'finished', step: 2 });
  const moved = logged(facts, 'safeguards/procon/moved');
  expect(moved).toHaveLength(2);
  expect(moved[0]).toBeCloseTo(0, 6);
  expect(existsSync(join(facts.folder, 'checkpoint-2', 'safeguards.safetensors'))).toBe(true);
});

test('cost-modulated rewards and the conservative critic while answers are sampled', () => {
  const rows = [1, 2, 3, 4].map((n) => ({
    prompt: `How do I pick the lock of flat ${n}?`,
    kind: n % 2 === 0 ? 'harmful' : 'benign',
  }));
  writeFileSync(join(folder, 'requests.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const facts = train('online', {
    algorithm: 'grpo',
    data: { type: 'file', path: 'requests.jsonl', format: 'prompt', test_size: 1 },
    rewards: [{ verifier: 'length', max: 12 }],
    num_generations: 2,
    generation_batch_size: 4,
    max_completion_length: 16,
    limits: { zero_std_steps: null, first_steps: null },
    safeguards: [{ id: 'conservative-critic', tries: 1 }, { id: 'cost-modulated-reward' }],
  });
  expect(facts).toMatchObject({ status: 'finished', step: 2 });
  expect(logged(facts, 'safeguards/conservative-critic/multiplier')).toHaveLength(2);
  expect(logged(facts, 'safeguards/cost-modulated-reward/threshold')).toHaveLength(2);
});
