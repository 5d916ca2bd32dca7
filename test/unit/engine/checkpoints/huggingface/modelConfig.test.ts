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
    {
      architecture: 'LlamaForCausalLM',
      tiedEmbeddings: false,
      ropes: [{ theta: 10_000, scaling: null }],
      qkNorm: 'none',
      attentionBias: false,
    },
  ],
  ['llama-bias', { attentionBias: true, outputBias: true, mlpBias: true }],
  ['llama-rope-linear', { ropes: [{ theta: 10_000, scaling: { type: 'linear', factor: 2.5 } }] }],
  ['llama-rope-llama3', { ropes: [{ scaling: { ...parsedLlama3, originalMaxPositions: 64 } }] }],
  ['qwen2', { attentionBias: true, outputBias: false, ropes: [{ theta: 1_000_000 }] }],
  ['qwen3', { qkNorm: 'head', attentionBias: false }],
  ['mistral', { architecture: 'MistralForCausalLM', headDim: 16 }],
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
])('rope settings: %s', (_, changes, theta, scaling) => {
  expect(parse(changes).ropes).toEqual([{ theta, scaling }]);
});

const phi3 = { architectures: ['Phi3ForCausalLM'], model_type: 'phi3' };
const longrope = { type: 'longrope', short_factor: [1, 1.5], long_factor: [2, 4] };

test('yarn, with what follows from lengths', () => {
  const stated = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 16 };
  const [whole] = parse({ rope_scaling: stated }).ropes;
  expect(whole?.scaling).toEqual({
    type: 'yarn',
    factor: 4,
    originalMaxPositions: 16,
    betaFast: 32,
    betaSlow: 1,
    truncate: true,
    attentionFactor: 0.1 * Math.log(4) + 1,
  });
  const [implied] = parse({
    rope_scaling: { rope_type: 'yarn', original_max_position_embeddings: 16 },
  }).ropes;
  expect(implied).toEqual(whole);
});

test('factors that change with the length of a text limit it, which is said', () => {
  const context = { max_position_embeddings: 64, original_max_position_embeddings: 16 };
  const parsed = parseModelConfig({ ...tinyConfig, ...phi3, ...context, rope_scaling: longrope });
  expect(parsed.config.contextLength).toBe(16);
  expect(parsed.remarks).toEqual([expect.stringMatching(/limited to 16 tokens instead of 64/)]);
  const dynamic = parseModelConfig({ ...tinyConfig, rope_scaling: { type: 'dynamic', factor: 4 } });
  expect(dynamic.config).toMatchObject({ contextLength: 64, ropes: [{ theta: 10_000, scaling: null }] });
  expect(dynamic.remarks).toEqual([]);
});

test('which layers turn and slide by default', () => {
  const smolLm3 = { architectures: ['SmolLM3ForCausalLM'], model_type: 'smollm3', num_hidden_layers: 5 };
  const rope = parse(smolLm3).layerAttention.map((layer) => layer.rope);
  expect(rope).toEqual([0, 0, 0, null, 0]);
  const stated = parse({ ...smolLm3, no_rope_layers: [0, 1, 1, 1, 0] }).layerAttention;
  expect(stated.map((layer) => layer.rope)).toEqual([null, 0, 0, 0, null]);
  const olmo3 = { architectures: ['Olmo3ForCausalLM'], model_type: 'olmo3', num_hidden_layers: 5 };
  const config = parse({ ...olmo3, sliding_window: 8, rope_scaling: { type: 'yarn', factor: 2 } });
  expect(config.layerAttention.map((layer) => layer.sliding)).toEqual([true, true, true, false, true]);
  expect(config.ropes.map(({ scaling }) => scaling?.type ?? null)).toEqual([null, 'yarn']);
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

describe('layers that slide', () => {
  const mistral = { architectures: ['MistralForCausalLM'], model_type: 'mistral' };
  const qwen2 = { architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2' };
  const gemma3 = { architectures: ['Gemma3ForCausalLM'], model_type: 'gemma3_text', num_hidden_layers: 6 };
  const types = ['sliding_attention', 'full_attention'];
  const long = { max_position_embeddings: 32_768 };
  test.each<[string, object, number | null, boolean[]]>([
    ['all of Mistral by default', { ...mistral, ...long }, 4096, [true, true]],
    ['none with a window as long as the context', { ...mistral, sliding_window: 64 }, null, [false, false]],
    ['none without a window', { ...mistral, ...long, sliding_window: null }, null, [false, false]],
    ['none of Qwen2 by default', { ...qwen2, ...long, max_window_layers: 1 }, null, [false, false]],
    [
      "Qwen2's from max_window_layers on",
      { ...qwen2, ...long, use_sliding_window: true, max_window_layers: 1 },
      4096,
      [false, true],
    ],
    ['those named', { ...mistral, ...long, sliding_window: 7, layer_types: types }, 7, [true, false]],
    ['five of six of Gemma 3', { ...gemma3, ...long }, 4096, [true, true, true, true, true, false]],
  ])('%s', (_, changes, window, sliding) => {
    const config = parse(changes);
    expect(config.slidingWindow).toBe(window);
    expect(config.layerAttention.map((layer) => layer.sliding)).toEqual(sliding);
  });

  test('Gemma 3: full layers turn by rope_theta and its scaling, sliding ones by rope_local_base_freq', () => {
    const config = parse({ ...gemma3, rope_scaling: { rope_type: 'linear', factor: 8 }, rope_theta: 1e6 });
    expect(config.ropes).toEqual([
      { theta: 10_000, scaling: null },
      { theta: 1e6, scaling: { type: 'linear', factor: 8 } },
    ]);
    expect(config.layerAttention.map(({ rope }) => rope)).toEqual([0, 0, 0, 0, 0, 1]);
  });
});

describe('refused by name', () => {
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
    ['other scaling', { rope_scaling: { type: 'ntk', factor: 4 } }, /Rope scaling of type "ntk"/],
    ['a mixture of experts', { architectures: ['Qwen3MoeForCausalLM'] }, /mixture of experts/],
    [
      'attention in both directions',
      { ...qwen2, use_bidirectional_attention: true },
      /attention in both directions/,
    ],
    ['partial rotation', { partial_rotary_factor: 0.5 }, /partial_rotary_factor 0\.5/],
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
    ['types of other layers', { layer_types: ['full_attention'] }, /names 1 layers, and there are 2/],
    ['no size', { hidden_size: null }, /hidden_size/],
    ['an absurd size', { vocab_size: 1e12 }, /vocab_size/],
    ['a fractional size', { num_hidden_layers: 1.5 }, /num_hidden_layers/],
    ['heads that do not divide', { num_attention_heads: 3 }, /does not divide into 3 heads/],
    [
      'heads that cannot share',
      { num_key_value_heads: 3, num_attention_heads: 4 },
      /4 attention heads cannot share 3/,
    ],
    [
      'factors of another length',
      { ...phi3, rope_scaling: { ...longrope, short_factor: [1, 2, 3] } },
      /short_factor has 3 numbers, and 2 pairs/,
    ],
    ['longrope without factors', { rope_scaling: { type: 'longrope' } }, /lacks short_factor/],
    [
      'an odd part of a head',
      { ...phi3, partial_rotary_factor: 0.8 },
      /partial_rotary_factor 0\.8 turns 3 of 4 dimensions/,
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
