// Configurations that cannot run, or that say things without effect: what is said, and where.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig, validateConfig } from '../../../../../src/engine/training/config/validateConfig';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
const path = join(folder, 'x.train.json');
writeFileSync(join(folder, 'data.jsonl'), '{"prompt": "1 + 1", "answer": "2"}\n');

const valid = {
  model: checkpointPath('llama'),
  algorithm: 'grpo',
  data: { type: 'arithmetic' },
  rewards: [{ verifier: 'number' }],
};

function problems(change: object): string[] {
  return validateConfig(JSON.stringify({ ...valid, ...change }), path).map(
    ({ severity, path: at, message }) => `${severity} ${at.join('.')}: ${message}`,
  );
}

test('a small configuration is complete', () => {
  expect(problems({})).toEqual([]);
});

test('a byte order mark is no mistake', () => {
  expect(validateConfig(`\uFEFF${JSON.stringify(valid)}`, path)).toEqual([]);
});

test('what is not JSON is one problem of the whole file', () => {
  const [problem, ...more] = validateConfig('{"model": ', path);
  expect(more).toEqual([]);
  expect(problem?.path).toEqual([]);
  expect(problem?.message).toMatch(/not valid JSON/);
});

describe('errors name the place and the way out', () => {
  test.each([
    [
      { learning_rat: 1 },
      'error learning_rat: There is no key "learning_rat" here. Did you mean "learning_rate"?',
    ],
    [{ lora: { rank: 4 } }, 'error lora.rank: There is no key "rank" here.'],
    [
      { lora: { r: 4, lora_alfa: 8 } },
      'error lora.lora_alfa: There is no key "lora_alfa" here. Did you mean "lora_alpha"?',
    ],
    [
      { data: { type: 'arithmetic', digit: 2 } },
      'error data.digit: There is no key "digit" here. Did you mean "digits"?',
    ],
    [
      { rewards: [{ verifier: 'number', tolerence: 0.1 }] },
      'error rewards.0.tolerence: There is no key "tolerence" here. Did you mean "tolerance"?',
    ],
    [
      { safeguards: [{ id: 'parameter-ema', decya: 0.5, decay: 0.5 }] },
      'error safeguards.0.decya: There is no key "decya" here. Did you mean "decay"?',
    ],
    [{ safeguards: [{ id: 'parameter-ema' }] }, 'error safeguards.0: decay is missing.'],
    [
      { safeguards: [1, 2].map(() => ({ id: 'parameter-ema', decay: 0.5 })) },
      'error safeguards.1.id: parameter-ema is named twice. Remove one of them.',
    ],
    [
      { ema_decay: 0.5, safeguards: [{ id: 'parameter-ema', decay: 0.5 }] },
      'error safeguards.0.id: ema_decay and parameter-ema say the same. Remove one of them.',
    ],
    [{ model: undefined }, 'error : model is missing.'],
    [{ model: './nothing' }, `error model: There is nothing at ${join(folder, 'nothing')}.`],
    [
      { data: { type: 'file', path: 'no.jsonl' } },
      `error data.path: There is no file ${join(folder, 'no.jsonl')}.`,
    ],
    [{ rewards: undefined }, 'error algorithm: grpo needs rewards: at least one verifier.'],
    [
      { num_generations: 1 },
      'error num_generations: grpo compares the completions of a prompt: num_generations must be 2 or more.',
    ],
    [
      { generation_batch_size: 12 },
      'error generation_batch_size: generation_batch_size 12 is no multiple of num_generations (8).',
    ],
    [
      { num_mini_batches: 9 },
      'error num_mini_batches: A batch has 8 prompts; it cannot be split into 9 mini-batches.',
    ],
    [
      { full_parameter: true, lora: {} },
      'error lora: lora and full_parameter exclude each other. Remove one of them.',
    ],
    [
      { full_parameter: true, precision: 'int4' },
      'error precision: All parameters can only be trained as float32 numbers. Remove full_parameter to train low-rank updates over a rounded base, or remove precision.',
    ],
    [
      { algorithm: 'reward', precision: 'int8' },
      'error precision: A reward model is saved with all its weights, which a rounded base no longer has. Remove precision.',
    ],
    [
      { model: './weights.gguf', precision: 'int4' },
      'error precision: A GGUF file has its own number format; int4 is for safetensors checkpoints. Use native.',
    ],
    [
      { precision: 'native' },
      'error precision: A safetensors checkpoint has no blocks of its own, so that native would be exact. Use int8 or int4, or remove precision.',
    ],
    [
      { algorithm: 'dpo', data: { type: 'text', path: 'texts.jsonl' } },
      'error data: dpo needs pairs of a chosen and a rejected answer; data of type "text" has none.',
    ],
  ])('%j', (change, expected) => {
    expect(problems(change)).toContain(expected);
  });

  test('a wrong type says what was expected, at the key', () => {
    expect(problems({ learning_rate: '1e-5' })).toEqual([
      expect.stringMatching(/^error learning_rate: .*number/),
    ]);
  });

  test('a precision that has no gradient is answered with those that have', () => {
    expect(problems({ precision: 'fast' })).toEqual([
      expect.stringMatching(/^error precision: .*"exact"\|"native"\|"int8"\|"int4"/),
    ]);
  });

  test('an unknown algorithm is answered with the known ones', () => {
    expect(problems({ algorithm: 'gpro' })).toEqual([expect.stringMatching(/^error algorithm: .*"grpo"/)]);
  });
});

test('settings that an algorithm does not read are warnings, and do not stop a run', () => {
  expect(problems({ max_length: 64 })).toEqual([
    'warning max_length: max_length has no effect with grpo: max_prompt_length and max_completion_length limit the two parts of a row.',
  ]);
  expect(problems({ lam: 0.9 })).toEqual(['warning lam: lam has no effect with grpo: it is read by ppo.']);
  expect(problems({ algorithm: 'sft', generation_batch_size: 8 })).toContainEqual(
    expect.stringMatching(/^warning generation_batch_size: .* per_device_train_batch_size × gradient_acc/),
  );
  expect(problems({ max_steps: 5, num_train_epochs: 2 })).toEqual([
    expect.stringMatching(/^warning num_train_epochs: .*max_steps says how long/),
  ]);
  expect(problems({ save: { steps: 5, dtype: 'bfloat16' } })).toEqual([
    expect.stringMatching(/^warning save\.dtype: .*full_parameter/),
  ]);
  expect(problems({ use_bias_correction_kl: true })).toEqual([]);
  expect(problems({ algorithm: 'rloo', use_bias_correction_kl: true })).toEqual([
    'warning use_bias_correction_kl: use_bias_correction_kl has no effect with rloo: it is read by grpo, dr_grpo and dapo.',
  ]);
  expect(problems({ algorithm: 'dr_grpo', use_bias_correction_kl: true })).toEqual([
    expect.stringMatching(/^warning use_bias_correction_kl: .*beta is 0/),
  ]);
  expect(problems({ algorithm: 'dr_grpo', use_bias_correction_kl: true, beta: 0.1 })).toEqual([]);
  expect(problems({ algorithm: 'sft', beta: 0.1 })).toContainEqual(
    expect.stringMatching(/^warning beta: beta has no effect with sft: it is read by grpo, .* and dpo\.$/),
  );
  expect(problems({ algorithm: 'sft', limits: { kl: 1 } })).toContain(
    'warning limits.kl: limits.kl has no effect with sft: no KL is measured.',
  );
  const text = JSON.stringify({ ...valid, max_length: 64 });
  expect(parseConfig(text, path).algorithm).toBe('grpo');
});

test('a configuration that cannot run is refused with all its errors', () => {
  const text = JSON.stringify({ ...valid, num_generations: 1, model: './nothing' });
  expect(() => parseConfig(text, path)).toThrow(/num_generations[\s\S]*model|model[\s\S]*num_generations/);
});

test('a trailing comma is named with its place, and one inside a text is none', () => {
  const at = (text: string) => validateConfig(text, path).map(({ message }) => message);
  expect(at('{\n  "model": "a,}",\n  "seed": 1,\n}')).toEqual([
    'This is not valid JSON: line 3, column 12: a comma stands before }. Remove the comma.',
  ]);
  expect(at('{"stop": ["a", ]}')).toEqual([expect.stringContaining('column 14: a comma stands before ]')]);
  expect(at('{"model": "a" "seed": 1}')).toEqual([expect.stringMatching(/line 1, column 15: /)]);
});
