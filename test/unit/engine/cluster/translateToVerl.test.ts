// The translation to verl against the keys of its real configuration (test/fixtures/python/verlKeys.py), and what it refuses and
// says. That verl itself takes it is checked by test/python where verl is installed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PlanValue } from '../../../../src/engine/cluster/keyTable';
import { prepareRun } from '../../../../src/engine/cluster/prepareRun';
import { translateToVerl } from '../../../../src/engine/cluster/verl/translateToVerl';
import { verlDocumentation } from '../../../../src/engine/cluster/verl/verlDocumentation';
import { parseRemoteConfig } from '../../../../src/engine/training/config/validateConfig';
import { mediaFolder, repositoryPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const golden = z
  .object({
    version: z.string(),
    keys: z.record(z.string(), z.string()),
    added: z.record(z.string(), z.string()),
    words: z.record(z.string(), z.array(z.string())),
  })
  .parse(JSON.parse(readFileSync(repositoryPath('test/fixtures/training/verlKeys.json'), 'utf8')));

const online = {
  model: 'base',
  algorithm: 'grpo',
  data: { type: 'arithmetic' },
  rewards: [{ verifier: 'number' }, { verifier: 'length', max: 9, weight: 0.25 }],
};

function translated(change: object) {
  const text = JSON.stringify({ ...online, ...change });
  return translateToVerl(parseRemoteConfig(text, join(folder, 'x.train.json')).settings);
}

/** Everything that has a key of its own is set in one of them. */
const spread: readonly (readonly [name: string, change: object])[] = [
  ['grpo', {}],
  ['grpo with all', { eval: { steps: 5 }, probe: { steps: 5 }, lora: { use_rslora: true, r: 16 } }],
  ['dr_grpo', { algorithm: 'dr_grpo', full_parameter: true, beta: 0.1, use_bias_correction_kl: true }],
  [
    'dapo',
    { algorithm: 'dapo', num_iterations: 2, num_mini_batches: 4, chat_template_kwargs: { think: true } },
  ],
  ['rloo', { algorithm: 'rloo', top_k: 20, top_p: 0.9, temperature: 0.7, max_steps: 7 }],
  ['reinforce_plus_plus', { algorithm: 'reinforce_plus_plus', gamma: 0.99, lr_scheduler_type: 'cosine' }],
];

describe.each(spread)('%s', (_, change) => {
  const { overrides } = translated(change);

  test('sets keys that verl has, to values of their types', () => {
    expect(Object.keys(overrides).length).toBeGreaterThan(30);
    for (const [written, value] of Object.entries(overrides)) {
      const key = written.replace(/^\+/u, '');
      // What is added is a field of a class, or stands in a section that is the user's.
      const known = written.startsWith('+')
        ? (golden.added[key] ?? golden.keys[key.replace(/\.[^.]+$/u, '')])
        : golden.keys[key];
      expect(known, written).toBeDefined();
      if (!written.startsWith('+'))
        expect(known, `${written}: ${JSON.stringify(value)}`).toMatch(typesOf(value));
      expect(golden.keys[key] === undefined, written).toBe(written.startsWith('+'));
    }
  });

  test('says words that verl knows', () => {
    for (const [key, words] of Object.entries(golden.words)) {
      const value = overrides[key];
      if (value === undefined) continue;
      expect(words).toContain(typeof value === 'string' ? value.replace(/\+$/u, '') : value);
    }
  });
});

/** Of the default: null and interpolations may be anything. */
function typesOf(value: PlanValue): RegExp {
  if (Array.isArray(value)) return /list|NoneType|any|str/u;
  if (typeof value === 'boolean') return /bool|NoneType|any/u;
  if (typeof value === 'string') return /str|NoneType|any/u;
  if (typeof value === 'number') return /int|float|NoneType|any/u;
  return /dict|NoneType|any/u;
}

test('sizes are counted in prompts, and one of the longest rows fits', () => {
  const { overrides, run } = translated({
    ...{ num_generations: 4, generation_batch_size: 32, num_mini_batches: 2 },
    ...{ max_prompt_length: 1000, max_completion_length: 500, micro_batch_tokens: 1024 },
  });
  expect(overrides).toMatchObject({
    'data.train_batch_size': 8,
    'actor_rollout_ref.rollout.n': 4,
    'actor_rollout_ref.actor.ppo_mini_batch_size': 4,
    'actor_rollout_ref.actor.ppo_max_token_len_per_gpu': 1500,
  });
  expect(run).toMatchObject({ prompts_per_step: 8, generations: 4 });
});

test('KL is in the loss or in the reward, as the algorithm has it', () => {
  const of = (change: object) => translated(change).overrides;
  expect(of({ beta: 0.02 })).toMatchObject({
    'actor_rollout_ref.actor.use_kl_loss': true,
    'actor_rollout_ref.actor.kl_loss_coef': 0.02,
  });
  expect(of({ algorithm: 'rloo', beta: 0.02 })).toMatchObject({
    'algorithm.use_kl_in_reward': true,
    'algorithm.kl_ctrl.kl_coef': 0.02,
  });
  expect(of({ beta: 0 })['actor_rollout_ref.actor.use_kl_loss']).toBe(false);
});

test("the divisor of Dr. GRPO's KL is its constant length, and other logs are as they are", () => {
  const kl = (change: object) => translated(change).run['kl'];
  expect(kl({ algorithm: 'dr_grpo', beta: 0.1, max_completion_length: 300 })).toEqual({
    metric: 'actor/kl_loss',
    divisor: 300,
  });
  expect(kl({ algorithm: 'rloo' })).toEqual({ metric: 'actor/reward_kl_penalty', divisor: null });
  expect(kl({ beta: 0 })).toBeNull();
});

test('the scale of rslora is a larger lora_alpha', () => {
  const alpha = (lora: object) => translated({ lora }).overrides['actor_rollout_ref.model.lora_alpha'];
  expect(alpha({ r: 16, lora_alpha: 8 })).toBe(8);
  expect(alpha({ r: 16, lora_alpha: 8, use_rslora: true })).toBe(32);
});

describe('what has no equal', () => {
  test.each([
    ['ppo', { algorithm: 'ppo' }, ['algorithm']],
    [
      'stop, ema_decay, adapter',
      { stop: ['.'], ema_decay: 0.9, adapter: 'a' },
      ['stop', 'ema_decay', 'adapter'],
    ],
    [
      'dropout, linear',
      { lora: { lora_dropout: 0.1 }, lr_scheduler_type: 'linear' },
      ['lora', 'lr_scheduler_type'],
    ],
    ['an alpha with a fraction', { lora: { r: 8, use_rslora: true } }, ['lora']],
    [
      'half a prompt',
      { num_generations: 2, generation_batch_size: 6, num_mini_batches: 2 },
      ['num_mini_batches'],
    ],
  ])('is refused, each key by its name: %s', (_, change, keys) => {
    for (const key of keys) expect(() => translated(change)).toThrow(new RegExp(`^ {2}${key}:`, 'mu'));
  });

  test('is said where the configuration asks for it, and only there', () => {
    const keys = (change: object) => translated(change).remarks.map((remark) => remark.split(':')[0]);
    const quiet = { limits: { first_steps: null }, micro_batch_tokens: 16_384 };
    expect(keys(quiet)).toEqual(['model', 'seed']);
    expect(
      keys({ ...quiet, algorithm: 'dapo', eval: { steps: 5, num_generations: 4, temperature: 1 } }),
    ).toEqual(['model', 'seed', 'max_resample_rounds', 'eval', 'save']);
    expect(keys({ ...quiet, algorithm: 'rloo', num_iterations: 2 })).toEqual(['model', 'algorithm', 'seed']);
    expect(keys({ ...quiet, probe: { steps: 5, max_new_tokens: 500 } })).toContain('probe');
  });
});

test('media/python/VERL.md is the table of the translation (vitest -u writes it)', async () => {
  await expect(verlDocumentation(golden.version)).toMatchFileSnapshot(join(mediaFolder, 'python', 'VERL.md'));
});

test('a prepared run has the plan of its trainer alone, and one that is refused is not written', async () => {
  const configPath = join(folder, 'sums.train.json');
  const prepare = (change: object, out: string) => {
    writeFileSync(configPath, JSON.stringify({ ...online, ...change }));
    return prepareRun({
      configPath,
      folder: join(folder, out),
      mediaFolder,
      trainer: { name: 'verl', gpus: 2 },
    });
  };
  const { remarks } = await prepare({ eval: { steps: 2, threshold: 0.5 } }, 'out');
  const prepared = JSON.parse(readFileSync(join(folder, 'out', 'prepared.json'), 'utf8')) as object;
  const plan = translated({ eval: { steps: 2, threshold: 0.5 } });
  expect(prepared).toMatchObject({
    trl: null,
    verl: JSON.parse(JSON.stringify(plan)) as unknown,
    accuracy_of: { reward: 'number', threshold: 0.5 },
  });
  expect(remarks).toEqual(plan.remarks);
  await expect(prepare({ algorithm: 'sft', rewards: undefined }, 'none')).rejects.toThrow(/verl/u);
  expect(() => readFileSync(join(folder, 'none', 'prepared.json'))).toThrow(/ENOENT/u);
});
