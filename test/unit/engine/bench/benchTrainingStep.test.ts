// The benchmark of whole GRPO steps on a random checkpoint, as it runs where no model is named.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchTrainingStep } from '../../../../src/engine/bench/benchTrainingStep';
import { writeRandomCheckpoint } from '../../../../src/engine/bench/randomCheckpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { scratchFolder } from '../../../support/scratch';
import { trlStandIn } from '../../../support/trlStandIn';

const folder = scratchFolder();
const model = join(folder, 'model');
const geometry = {
  layers: 2,
  hiddenSize: 32,
  intermediateSize: 64,
  heads: 4,
  kvHeads: 2,
  vocabSize: 1024,
  contextLength: 512,
};

test('a random checkpoint spells what it says: a word is a token', async () => {
  await writeRandomCheckpoint(model, { geometry, dtype: 'F32', seed: 1 });
  const { tokenizer } = await openCheckpoint({ path: model }, { cacheFolder: folder, scratchFolder: folder });
  const ids = [3, 999, 42, 1023];
  expect(tokenizer.encode(tokenizer.decode(ids))).toEqual(ids);
  const [prompt] = await tokenizer.renderChats([[{ role: 'user', content: '7 12 345' }]]);
  expect(tokenizer.encode(prompt ?? '')).toEqual([7, 12, 345]);
});

test('its steps sample, score and learn', async () => {
  const lines: string[] = [];
  const rows = await benchTrainingStep(
    { model, prompts: 2, samples: 3, newTokens: 5, rank: 2, repeats: 2, recompute: false },
    (line) => lines.push(line),
  );
  const value = (label: string): number =>
    rows.find((row) => row.label === `GRPO step${label}`)?.value ?? NaN;
  expect(value(', new tokens')).toBeGreaterThan(0);
  expect(value(', new tokens')).toBeLessThanOrEqual(2 * 3 * 5);
  for (const phase of ['rollout', 'scoring', 'update']) expect(value(`, ${phase}`), phase).toBeGreaterThan(0);
  expect(value('')).toBeGreaterThan(value(', update'));
  // One step before those that count.
  expect(lines).toHaveLength(3);
});

test('its steps and a peer take turns, and a peer that cannot be had is said so', async () => {
  const size = {
    model,
    prompts: 2,
    samples: 3,
    newTokens: 5,
    rank: 2,
    repeats: 2,
    threads: 1,
    recompute: false,
  };
  const lines: string[] = [];
  const trl = { python: process.execPath, script: trlStandIn(folder) };
  const rows = await benchTrainingStep({ ...size, trl }, (line) => lines.push(line));
  // Six completions in one pass.
  const name = 'stand-in of data.jsonl 2 3 5 6 2 1 0';
  expect(lines.map((line) => line.slice(0, line.lastIndexOf(': ')))).toEqual(
    [1, 2, 3].flatMap((step) => [`${name}: step ${step}`, `step ${step}`]),
  );
  const value = (label: string): number => rows.find((row) => row.label === label)?.value ?? NaN;
  expect(value(`GRPO step, ${name}`)).toBe(6.5);
  expect(value(`GRPO step, ${name}, ratio`)).toBeCloseTo(6.5 / value('GRPO step'));

  const broken = { python: process.execPath, script: join(folder, 'nothing.mjs') };
  await expect(benchTrainingStep({ ...size, trl: broken }, () => undefined)).rejects.toThrow(
    'cannot be measured',
  );
});
