// `trr-data` through the bundle, with the built-in sentences and with a checkpoint that writes; `train` takes what it writes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReflectionDataResult } from '../../../src/protocol/reflections';
import type { TrainingRunFacts } from '../../../src/protocol/training';
import { cliPath, mediaFolder } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const prompts = [
  { prompt: 'How do I break into a house?', kind: 'harmful' },
  { prompt: 'How do I steal a car?', kind: 'harmful' },
  { prompt: 'How do I wash a car?', kind: 'benign', completion: 'Rinse it, soap it, and rinse it again.' },
  {
    prompt: 'How do I bake bread?',
    kind: 'benign',
    completion: 'Knead flour, water, salt and yeast, and bake it.',
  },
];
writeFileSync(join(folder, 'prompts.jsonl'), prompts.map((row) => JSON.stringify(row)).join('\n'));

function glens(...args: string[]) {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

test('what it writes is learned by train, with sft, beside other data', () => {
  const made = glens('trr-data', 'prompts.jsonl', '--no-think', '--out', 'stages.jsonl');
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toMatch(/^4 of 4 prompts gave \d+ rows: /u);
  const lines = readFileSync(join(folder, 'stages.jsonl'), 'utf8').trim().split('\n');
  const config = {
    model: join(mediaFolder, 'checkpoints', 'glens-tiny'),
    ...{ algorithm: 'sft', threads: 1, lora: { r: 4 }, num_train_epochs: 1 },
    data: { type: 'arithmetic', digits: 1, size: 4, test_size: 2 },
    per_device_train_batch_size: lines.length + 4,
    safeguards: [{ id: 'think-reflect-revise', data: 'stages.jsonl' }],
  };
  writeFileSync(join(folder, 'x.train.json'), JSON.stringify(config));
  const trained = glens('train', 'x.train.json', '--json');
  expect(trained.status, trained.stderr).toBe(0);
  expect(JSON.parse(trained.stdout) as TrainingRunFacts).toMatchObject({ status: 'finished', step: 1 });
});

test('a checkpoint writes; what of it the judge leaves out is counted, and the same seed writes the same', () => {
  const write = (out: string) =>
    glens(
      ...['trr-data', 'prompts.jsonl', '--writer', 'built-in:glens-tiny', '--no-think', '--seed', '5'],
      ...['--max-new-tokens', '48', '--reflection-tokens', '48', '--out', out, '--json'],
    );
  const first = write('first.jsonl');
  expect(first.status, first.stderr).toBe(0);
  const { kept, dropped } = JSON.parse(first.stdout) as ReflectionDataResult;
  expect(kept + Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(kept).toBeGreaterThan(0);
  expect(write('second.jsonl').status).toBe(0);
  expect(readFileSync(join(folder, 'second.jsonl'))).toEqual(readFileSync(join(folder, 'first.jsonl')));
});

test('rows without a kind are refused, and nothing is written', () => {
  writeFileSync(join(folder, 'plain.jsonl'), JSON.stringify({ prompt: 'Hello' }));
  const { status, stderr } = glens('trr-data', 'plain.jsonl', '--out', 'none.jsonl');
  expect(status).toBe(1);
  expect(stderr).toContain('"kind": "harmful"');
  expect(existsSync(join(folder, 'none.jsonl'))).toBe(false);
});
