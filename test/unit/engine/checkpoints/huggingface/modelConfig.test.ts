import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseModelConfig } from '../../../../../src/engine/checkpoints/huggingface/modelConfig';
import { expectError, fixtures, tinyConfig } from '../tinyFolders';

const parse = (changes: object, without: readonly string[] = []) =>
  parseModelConfig(
    Object.fromEntries(
      Object.entries({ ...tinyConfig, ...changes }).filter(([key]) => !without.includes(key)),
    ),
  ).config;
const llama3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
const parsedLlama3 = {
  type: 'llama3',
  factor: 8,
  lowFreqFactor: 1,
  highFreqFactor: 4,
  originalMaxPositions: 8192,
};

test.each([
  [
    'llama',
    { family: 'llama', tiedEmbeddings: false, ropeScaling: null, qkNorm: false, attentionBias: false },
  ],
  ['llama-bias', { family: 'llama', attentionBias: true, outputBias: true, mlpBias: true }],
  ['llama-rope-linear', { ropeScaling: { type: 'linear', factor: 2.5 } }],
  ['llama-rope-llama3', { ropeScaling: { ...parsedLlama3, originalMaxPositions: 64 } }],
  ['qwen2', { family: 'qwen2', attentionBias: true, outputBias: false, ropeTheta: 1_000_000 }],
  ['qwen3', { family: 'qwen3', qkNorm: true, attentionBias: false }],
  ['mistral', { family: 'mistral', headDim: 16 }],
])('config.json of %s as transformers wrote it', (name, expected) => {
  const path = join(fixtures, 'checkpoints', name, 'config.json');
  const { config } = parseModelConfig(JSON.parse(readFileSync(path, 'utf8')));
  expect(config).toMatchObject(expected);
});

test.each([
  ['none', {}, 10_000, null],
  ['null', { rope_scaling: null, rope_theta: 5e5 }, 5e5, null],
  ['old linear', { rope_scaling: { type: 'linear', factor: 2 } }, 10_000, { type: 'linear', factor: 2 }],
  ['new linear', { rope_scaling: { rope_type: 'linear', factor: 2 } }, 10_000, { type: 'linear', factor: 2 }],
  ['llama3', { rope_theta: 5e5, rope_scaling: { rope_type: 'llama3', ...llama3 } }, 5e5, parsedLlama3],
  ['parameters', { rope_parameters: { rope_type: 'llama3', rope_theta: 5e5, ...llama3 } }, 5e5, parsedLlama3],
  ['default', { rope_parameters: { rope_type: 'default', rope_theta: 1e6 } }, 1e6, null],
  [
    'scaling beside parameters',
    {
      rope_scaling: { type: 'linear', factor: 2 },
      rope_theta: 5e5,
      rope_parameters: { rope_type: 'default', rope_theta: 1e6 },
    },
    5e5,
    { type: 'linear', factor: 2 },
  ],
  ['empty scaling beside parameters', { rope_scaling: {}, rope_parameters: { rope_theta: 1e6 } }, 1e6, null],
  [
    'parameters by type of layer',
    { rope_parameters: { full_attention: { rope_type: 'linear', factor: 3, rope_theta: 2e5 } } },
    2e5,
    { type: 'linear', factor: 3 },
  ],
  [
    'parameters by types of which one is used',
    {
      layer_types: ['full_attention', 'full_attention'],
      rope_parameters: { full_attention: { rope_theta: 2e5 }, sliding_attention: { rope_theta: 1e4 } },
    },
    2e5,
    null,
  ],
])('rope settings: %s', (_, changes, ropeTheta, ropeScaling) => {
  expect(parse(changes)).toMatchObject({ ropeTheta, ropeScaling });
});

test('defaults of transformers where a field is left out', () => {
  expect(parse({}, ['num_key_value_heads', 'rms_norm_eps', 'max_position_embeddings'])).toMatchObject({
    kvHeads: 2,
    rmsNormEps: 1e-6,
    contextLength: 2048,
  });
  const qwen3 = { architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3' };
  expect(parse(qwen3).headDim).toBe(128);
  expect(parse({}, ['architectures']).architecture).toBe('LlamaForCausalLM');
});

test('Mistral: a window as long as the context is no window', () => {
  const mistral = { architectures: ['MistralForCausalLM'], model_type: 'mistral' };
  expect(parse({ ...mistral, sliding_window: 64 }).contextLength).toBe(64);
  expect(parse({ ...mistral, sliding_window: null, max_position_embeddings: 32_768 }).contextLength).toBe(
    32_768,
  );
});

describe('refused by name', () => {
  const mistral = {
    architectures: ['MistralForCausalLM'],
    model_type: 'mistral',
    max_position_embeddings: 32_768,
  };
  const qwen2 = { architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2' };
  test.each([
    [
      'another architecture',
      { architectures: ['GPT2LMHeadModel'], model_type: 'gpt2' },
      /GPT2LMHeadModel is not supported/,
    ],
    ['a prototype property', { architectures: ['constructor'] }, /constructor is not supported/],
    ['another model type', { model_type: 'granite' }, /LlamaForCausalLM with the model type "granite"/],
    ['quantization', { quantization_config: { quant_method: 'gptq', bits: 4 } }, /quantized \(gptq\)/],
    ['an activation', { hidden_act: 'gelu' }, /activation "gelu"/],
    [
      'rope by type of layer',
      { rope_parameters: { full_attention: { rope_theta: 2e5 }, sliding_attention: { rope_theta: 1e4 } } },
      /differ by type of layer \(full_attention, sliding_attention\)/,
    ],
    ['yarn', { rope_scaling: { type: 'yarn', factor: 4 } }, /Rope scaling of type "yarn"/],
    ['partial rotation', { partial_rotary_factor: 0.5 }, /partial_rotary_factor 0\.5/],
    ['a sliding window', { ...mistral, sliding_window: 4096 }, /sliding-window attention \(4096 tokens\)/],
    ['the window that is the default', mistral, /sliding-window attention \(4096 tokens\)/],
    [
      'the window of Qwen2',
      { ...qwen2, use_sliding_window: true, sliding_window: 4096 },
      /Qwen2ForCausalLM with sliding-window/,
    ],
    [
      'layer types',
      { ...qwen2, layer_types: ['full_attention', 'linear_attention'] },
      /layers of type "linear_attention"/,
    ],
  ])('%s', async (_, changes, message) => {
    await expectError(() => parse(changes), 'checkpointUnsupported', message);
  });
});

describe('corrupt', () => {
  test.each([
    ['no size', { hidden_size: null }, /hidden_size/],
    ['an absurd size', { vocab_size: 1e12 }, /vocab_size/],
    ['a fractional size', { num_hidden_layers: 1.5 }, /num_hidden_layers/],
    ['heads that do not divide', { num_attention_heads: 3 }, /does not divide into 3 heads/],
    [
      'heads that cannot share',
      { num_key_value_heads: 3, num_attention_heads: 4 },
      /4 attention heads cannot share 3/,
    ],
    ['scaling without its factor', { rope_scaling: { type: 'linear' } }, /linear rope scaling lacks factor/],
    [
      'frequency factors in the wrong order',
      { rope_scaling: { rope_type: 'llama3', ...llama3, high_freq_factor: 1 } },
      /high_freq_factor 1, not above/,
    ],
  ])('%s', async (_, changes, message) => {
    await expectError(() => parse(changes), 'checkpointCorrupt', message);
  });

  test.each([[null], [[]], ['text'], [3]])('%j is not a configuration', async (json) => {
    await expectError(() => parseModelConfig(json), 'checkpointCorrupt', /config\.json/);
  });
});
