// The translation to TRL against the fields of its real classes (test/fixtures/python/trlFields.py), and what it refuses and says.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { prepareRun } from '../../../../src/engine/cluster/prepareRun';
import { trlDocumentation } from '../../../../src/engine/cluster/trl/trlDocumentation';
import type { PlanObject, PlanValue } from '../../../../src/engine/cluster/keyTable';
import type { TrlTrainer } from '../../../../src/engine/cluster/trl/trlPlan';
import { trlShape } from '../../../../src/engine/cluster/trl/trlShape';
import { translateToTrl } from '../../../../src/engine/cluster/trl/translateToTrl';
import { parseRemoteConfig } from '../../../../src/engine/training/config/validateConfig';
import { mediaFolder, repositoryPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const golden = z
  .object({
    versions: z.object({ trl: z.string() }),
    classes: z.record(z.string(), z.record(z.string(), z.string())),
  })
  .parse(JSON.parse(readFileSync(repositoryPath('test/fixtures/training/trlFields.json'), 'utf8')));

const classes: Readonly<Record<TrlTrainer, string>> = {
  GRPOTrainer: 'GRPOConfig',
  RLOOTrainer: 'RLOOConfig',
  SFTTrainer: 'SFTConfig',
  DPOTrainer: 'DPOConfig',
};

writeFileSync(
  join(folder, 'rows.jsonl'),
  '{"prompt": "a", "completion": "b", "chosen": "c", "rejected": "d"}\n',
);
const rows = { type: 'file', path: 'rows.jsonl' };
const online = {
  model: 'base',
  algorithm: 'grpo',
  data: { type: 'arithmetic' },
  rewards: [{ verifier: 'number' }, { verifier: 'length', max: 9, weight: 0.25 }],
};

function settingsOf(change: object) {
  const text = JSON.stringify({ ...online, ...change });
  return parseRemoteConfig(text, join(folder, 'x.train.json')).settings;
}

function translated(change: object, gpus = 1) {
  return translateToTrl(settingsOf(change), gpus);
}

/** Everything that has a field of its own is set in one of them. */
const spread: readonly (readonly [name: string, change: object, gpus: number])[] = [
  ['grpo', {}, 1],
  [
    'grpo with all',
    { eval: { steps: 5 }, probe: { steps: 5 }, lora: { use_rslora: true, lora_dropout: 0.1 } },
    4,
  ],
  [
    'dr_grpo',
    { algorithm: 'dr_grpo', full_parameter: true, warmup_steps: 3, use_bias_correction_kl: true },
    2,
  ],
  [
    'dapo',
    { algorithm: 'dapo', num_iterations: 2, num_mini_batches: 4, chat_template_kwargs: { think: true } },
    2,
  ],
  ['rloo', { algorithm: 'rloo', top_k: 20, top_p: 0.9, temperature: 0.7, max_steps: 7 }, 8],
  ['sft', { algorithm: 'sft', data: rows, rewards: undefined, num_train_epochs: 2 }, 2],
  [
    'sft of texts',
    { algorithm: 'sft', data: { ...rows, type: 'text' }, rewards: undefined, packing: true },
    1,
  ],
  ['dpo', { algorithm: 'dpo', data: rows, rewards: undefined, beta: 0.2, eval: { steps: 3 } }, 1],
];

describe.each(spread)('%s', (_, change, gpus) => {
  const plan = translated(change, gpus);

  test('sets fields that the class has, to values of their types', () => {
    const fields = golden.classes[classes[plan.trainer]] ?? {};
    expect(Object.keys(fields).length).toBeGreaterThan(100);
    const all: (readonly [PlanObject, Readonly<Record<string, string>>])[] = [
      [plan.config, fields],
      [plan.lora ?? {}, golden.classes['LoraConfig'] ?? {}],
    ];
    for (const [given, known] of all) {
      for (const [name, value] of Object.entries(given)) {
        expect(known, name).toHaveProperty(name);
        expect(known[name], `${name}: ${JSON.stringify(value)}`).toMatch(typePattern(value));
      }
    }
  });

  test('takes as many rows in an optimiser step as here', () => {
    const settings = settingsOf(change);
    const shape = trlShape(settings, gpus);
    const { method } = settings;
    const here =
      method.kind === 'online'
        ? (method.promptsPerStep * method.generations) / method.miniBatches
        : method.batchSize;
    const { config } = plan;
    const there =
      Number(config['per_device_train_batch_size']) * Number(config['gradient_accumulation_steps']);
    expect(there * gpus).toBe(here);
    expect(plan.run['updates_per_step']).toBe(shape?.updatesPerStep);
  });
});

function typePattern(value: PlanValue): RegExp {
  if (Array.isArray(value)) return /list|List/u;
  if (typeof value === 'boolean') return /bool/u;
  if (typeof value === 'string') return /str/u;
  if (typeof value === 'number') return Number.isInteger(value) ? /int|float/u : /float/u;
  return /dict/u;
}

test('all steps are counted in optimiser steps', () => {
  const counted = {
    num_iterations: 2,
    num_mini_batches: 4,
    logging_steps: 3,
    eval: { steps: 5 },
    save: { steps: 7 },
    max_steps: 11,
  };
  const { config, run } = translated(counted);
  expect(config).toMatchObject({ logging_steps: 24, eval_steps: 40, save_steps: 56 });
  expect(run).toMatchObject({ max_steps: 11, updates_per_step: 8, rows_per_step: 8 });
});

test('rows that go through a GPU together are bounded by their tokens', () => {
  const sizes = { max_prompt_length: 100, max_completion_length: 156, generation_batch_size: 48 };
  const perDevice = (tokens: number, gpus: number) =>
    translated({ ...sizes, micro_batch_tokens: tokens }, gpus).config['per_device_train_batch_size'];
  expect([perDevice(100, 1), perDevice(2000, 1), perDevice(2048, 1), perDevice(1e6, 1)]).toEqual([
    1, 6, 8, 48,
  ]);
  expect([perDevice(2048, 3), perDevice(1e6, 3)]).toEqual([8, 16]);
});

test("transformers' constant schedule has no warm-up: with one it is another", () => {
  expect(translated({}).config['lr_scheduler_type']).toBe('constant');
  expect(translated({ warmup_steps: 4 }).config['lr_scheduler_type']).toBe('constant_with_warmup');
  expect(translated({ lr_scheduler_type: 'cosine', warmup_steps: 4 }).config['lr_scheduler_type']).toBe(
    'cosine',
  );
});

test("the overlong penalty of dapo is a reward function beside the run's own", () => {
  const { config, run } = translated({ algorithm: 'dapo', max_completion_length: 100 });
  expect(config['reward_weights']).toEqual([1, 0.25, 1]);
  expect(run['soft_overlong']).toEqual({ cache: 20, max_completion_length: 100 });
  const without = translated({ algorithm: 'dapo', soft_punish_cache: 0 });
  expect(without.config['reward_weights']).toEqual([1, 0.25]);
});

describe('what has no equal', () => {
  test.each([
    ['ppo', { algorithm: 'ppo' }, 1, ['algorithm']],
    [
      'stop, ema_decay, adapter',
      { stop: ['.'], ema_decay: 0.9, adapter: 'a' },
      1,
      ['stop', 'ema_decay', 'adapter'],
    ],
    ['an average', { safeguards: [{ id: 'parameter-ema', decay: 0.9 }] }, 1, ['ema_decay']],
    ['a safeguard', { safeguards: [{ id: 'procon' }] }, 1, ['safeguards \\(procon\\)']],
    [
      'rows that GPUs cannot share',
      { num_generations: 3, generation_batch_size: 9 },
      2,
      ['generation_batch_size'],
    ],
  ])('is refused, each key by its name: %s', (_, change, gpus, keys) => {
    for (const key of keys) expect(() => translated(change, gpus)).toThrow(new RegExp(`^ {2}${key}:`, 'mu'));
  });

  test('is said where the configuration asks for it, and only there', () => {
    const keys = (change: object) => translated(change).remarks.map((remark) => remark.split(':')[0]);
    expect(keys({ limits: { first_steps: null } })).toEqual(['model', 'seed', 'micro_batch_tokens']);
    expect(keys({ algorithm: 'dapo', eval: { steps: 5 } })).toEqual([
      'model',
      'algorithm',
      'seed',
      'micro_batch_tokens',
      'soft_punish_cache',
      'eval',
      'save',
      'limits',
    ]);
  });
});

test('media/python/TRL.md is the table of the translation (vitest -u writes it)', async () => {
  const text = trlDocumentation(golden.versions.trl);
  await expect(text).toMatchFileSnapshot(join(mediaFolder, 'python', 'TRL.md'));
});

test('a prepared run has the plan and its remarks, and one that is refused is not written', async () => {
  const configPath = join(folder, 'sums.train.json');
  const prepare = (change: object, out: string) => {
    writeFileSync(configPath, JSON.stringify({ ...online, ...change }));
    return prepareRun({
      configPath,
      folder: join(folder, out),
      mediaFolder,
      trainer: { name: 'trl', gpus: 2 },
    });
  };
  const { remarks } = await prepare({}, 'out');
  const prepared = JSON.parse(readFileSync(join(folder, 'out', 'prepared.json'), 'utf8')) as { trl: unknown };
  expect(prepared.trl).toEqual(JSON.parse(JSON.stringify(translated({}, 2))));
  expect(remarks).toEqual(translated({}, 2).remarks);
  await expect(prepare({ algorithm: 'ppo' }, 'none')).rejects.toThrow(/TRL/u);
  expect(() => readFileSync(join(folder, 'none', 'prepared.json'))).toThrow(/ENOENT/u);
});
