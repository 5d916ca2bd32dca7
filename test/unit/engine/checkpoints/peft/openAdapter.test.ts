import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AdapterModule } from '../../../../../src/engine/adapters/adapter';
import { saveAdapter } from '../../../../../src/engine/adapters/peft/saveAdapter';
import { resolvePattern } from '../../../../../src/engine/adapters/peft/resolvePatterns';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { weightsKey } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { createTrainingModel } from '../../../../../src/engine/training/model/createTrainingModel';
import { weightedLoss } from '../../training/model/weightedLoss';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import {
  expectError,
  fixtures,
  optionsIn,
  packTensors,
  randomTensor,
  temporaryFolder,
  tinyFolder,
  tinyTensors,
  tinyTokenizer,
  writeFiles,
  type TinyTensor,
} from '../tinyFolders';

const fixture = (name: string) => join(fixtures, 'checkpoints', name);
const openFixture = (name: string, merge = false) =>
  openCheckpoint({ path: fixture(name), merge }, optionsIn(temporaryFolder()));

function scales(checkpoint: OpenCheckpoint): Record<string, [number, number]> {
  const entry = (x: AdapterModule) => [`${x.layer}.${x.projection}`, [x.rank, x.scale]] as const;
  return Object.fromEntries((checkpoint.adapter?.modules ?? []).map(entry)) as Record<
    string,
    [number, number]
  >;
}

describe('adapters that PEFT saved', () => {
  // The numbers of both tests are what PEFT 0.21 has after loading the fixture (`module.r`, `module.scaling`; merge_and_unload).
  test('rank and alpha patterns, rsLoRA', async () => {
    expect(scales(await openFixture('llama-lora-patterns'))).toEqual({
      '0.down_proj': [4, 2],
      '0.q_proj': [4, 0.75],
      '0.v_proj': [2, 8],
      '1.down_proj': [6, 8 / 6],
      '1.q_proj': [4, 0.75],
      '1.v_proj': [2, 4],
    });
    expect(scales(await openFixture('llama-lora-rslora'))['1.gate_proj']).toEqual([4, 2]);
  });

  test.each([
    ['llama-lora-patterns', 'mlp.down_proj', -53.096047434490174, [-0.12438070774078369, 0.4022963345050812]],
    ['llama-lora-rslora', 'self_attn.o_proj', 12.344181176275015, [-0.6374908685684204, -0.3718491792678833]],
    ['llama-lora', 'mlp.down_proj', -40.95884347241372, [-0.3315962851047516, 0.6539192199707031]],
  ])('%s merged', async (name, module, sum, first) => {
    const folder = temporaryFolder();
    const options = optionsIn(folder);
    const merged = await openCheckpoint({ path: fixture(name), merge: true }, options);
    const tensor = merged.tensors.get(`model.layers.1.${module}.weight`);
    if (tensor === undefined) throw new Error('not there');
    const floats = await readFloats(tensor);
    expect(floats.reduce((x, y) => x + y, 0)).toBeCloseTo(sum, 3);
    for (const [i, expected] of first.entries()) expect(floats[i]).toBeCloseTo(expected, 6);
    expect(merged.adapter).toBeNull();
    expect((await merged.facts()).remarks.join()).toMatch(/merged/);
    expect(readdirSync(options.scratchFolder)).toHaveLength(1);
    await merged.dispose();
    expect(readdirSync(options.scratchFolder)).toEqual([]);
  });

  test('base and adapter share their weights, except where modules were saved', async () => {
    const options = optionsIn(temporaryFolder());
    const base = await openCheckpoint({ path: fixture('llama') }, options);
    expect(weightsKey(await openFixture('llama-lora'))).toBe(weightsKey(base));
    const saved = await openFixture('llama-lora-saved');
    expect(weightsKey(saved)).not.toBe(weightsKey(base));
    expect(saved.tensors.get('lm_head.weight')?.file).toMatch(/llama-lora-saved.adapter_model\.safetensors$/);
    expect(saved.tensors.get('model.norm.weight')).toEqual(base.tensors.get('model.norm.weight'));
  });

  test('facts', async () => {
    const facts = await (await openFixture('llama-lora-patterns')).facts();
    expect(facts).toMatchObject({
      format: 'peft',
      dtype: 'F32',
      parameters: 102_720 + 3008,
      adapter: {
        peftType: 'LORA',
        rank: 4,
        alpha: 8,
        rslora: false,
        targetModules: ['down_proj', 'q_proj', 'v_proj'],
        parameters: 3008,
        baseModel: '../llama',
        revision: null,
      },
      base: { format: 'huggingface', parameters: 102_720 },
    });
  });
});

const q0 = 'base_model.model.model.layers.0.self_attn.q_proj';
const tinyAdapter = {
  peft_type: 'LORA',
  r: 2,
  lora_alpha: 4,
  target_modules: ['q_proj'],
  layers_to_transform: [0],
  bias: 'none',
  base_model_name_or_path: 'nowhere/at-all',
};
const tinyMatrices: Readonly<Record<string, TinyTensor>> = {
  [`${q0}.lora_A.weight`]: randomTensor([2, 8], 1),
  [`${q0}.lora_B.weight`]: randomTensor([8, 2], 2),
};

interface Changes {
  readonly config?: object;
  readonly tensors?: Readonly<Record<string, TinyTensor>>;
  readonly files?: Readonly<Record<string, unknown>>;
  readonly base?: Readonly<Record<string, unknown>>;
}

function openTiny({ config = {}, tensors = tinyMatrices, files = {}, base = {} }: Changes = {}) {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'adapter_config.json': { ...tinyAdapter, ...config },
    'adapter_model.safetensors': packTensors(tensors),
    ...files,
  });
  return openCheckpoint({ path: folder, basePath: tinyFolder(base) }, optionsIn(folder));
}

test('a tiny adapter opens over the base that is given', async () => {
  const checkpoint = await openTiny();
  expect(scales(checkpoint)).toEqual({ '0.q_proj': [2, 2] });
  expect(checkpoint.adapter?.modules[0]?.b).toEqual(tinyMatrices[`${q0}.lora_B.weight`]?.data);
});

describe('refused by name', () => {
  test.each([
    ['another peft type', { peft_type: 'IA3' }, /PEFT type IA3/],
    ['transposed layers', { fan_in_fan_out: true }, /fan_in_fan_out/],
    ['biases', { bias: 'lora_only' }, /bias: "lora_only"/],
    ['LoRA biases', { lora_bias: true }, /lora_bias/],
    ['PiSSA', { init_lora_weights: 'pissa_niter_16' }, /init_lora_weights: "pissa_niter_16"/],
    ['trainable tokens', { trainable_token_indices: [1, 2] }, /trainable_token_indices/],
    ['layer replication', { layer_replication: [[0, 2]] }, /layer_replication/],
    ['an option of the future', { use_magic: { strength: 3 } }, /use_magic/],
  ])('%s', async (_, config, message) => {
    await expectError(openTiny({ config }), 'checkpointUnsupported', message);
  });

  test.each([
    [
      'DoRA on embeddings',
      {
        'base_model.model.model.embed_tokens.lora_embedding_A': randomTensor([2, 6], 3),
        'base_model.model.model.embed_tokens.lora_embedding_B': randomTensor([8, 2], 3),
        'base_model.model.model.embed_tokens.lora_magnitude_vector': randomTensor([6], 3),
      },
      /DoRA on the embeddings/,
    ],
    ['a bias', { [`${q0}.lora_B.bias`]: randomTensor([8], 3) }, /lora_B\.bias/],
    [
      'a resized vocabulary',
      { 'base_model.model.model.embed_tokens.weight': randomTensor([7, 8], 3) },
      /resized vocabulary: model\.embed_tokens\.weight has 7 rows, the base 6/,
    ],
    [
      'a tensor of another model',
      { 'base_model.model.score.weight': randomTensor([2, 8], 3) },
      /score\.weight/,
    ],
  ])('tensors: %s', async (_, more, message) => {
    await expectError(openTiny({ tensors: { ...tinyMatrices, ...more } }), 'checkpointUnsupported', message);
  });
});

describe('corrupt', () => {
  const a = tinyMatrices[`${q0}.lora_A.weight`] ?? randomTensor([2, 8], 1);
  const bad = { ...a, data: Float32Array.from(a.data, (x, i) => (i === 5 ? NaN : x)) };
  test.each<[string, Changes, RegExp]>([
    [
      'half a pair',
      { tensors: { [`${q0}.lora_A.weight`]: a } },
      /lacks lora_B of model\.layers\.0\.self_attn\.q_proj/,
    ],
    ['DoRA without magnitudes', { config: { use_dora: true } }, /lacks DoRA's magnitudes for .*q_proj/],
    [
      'magnitudes without DoRA',
      { tensors: { ...tinyMatrices, [`${q0}.lora_magnitude_vector`]: randomTensor([8], 3) } },
      /magnitudes for .*q_proj, and adapter_config.json no use_dora/,
    ],
    [
      'magnitudes of other rows',
      {
        config: { use_dora: true },
        tensors: { ...tinyMatrices, [`${q0}.lora_magnitude_vector`]: randomTensor([7], 3) },
      },
      /are not one for each of 8 rows/,
    ],
    [
      'half of the embeddings',
      {
        tensors: {
          ...tinyMatrices,
          'base_model.model.model.embed_tokens.lora_embedding_A': randomTensor([2, 6], 3),
        },
      },
      /lacks lora_B of model\.embed_tokens/,
    ],
    [
      'a head of another model',
      {
        tensors: {
          ...tinyMatrices,
          'base_model.model.lm_head.lora_A.weight': randomTensor([2, 9], 3),
          'base_model.model.lm_head.lora_B.weight': randomTensor([6, 2], 3),
        },
      },
      /matrices for lm_head.* do not fit/,
    ],
    ['no matrices', { tensors: {} }, /lack 1 modules of target_modules: model\.layers\.0\.self_attn\.q_proj/],
    [
      'half the layers',
      { config: { layers_to_transform: null } },
      /lack 1 modules .* model\.layers\.1\.self_attn\.q_proj/,
    ],
    [
      'no saved module',
      { config: { modules_to_save: ['lm_head'] } },
      /lack 1 modules of modules_to_save: lm_head/,
    ],
    [
      'another rank',
      { config: { r: 3 } },
      /gives model\.layers\.0\.self_attn\.q_proj rank 3, but its matrices have rank 2/,
    ],
    [
      'another width',
      { tensors: { ...tinyMatrices, [`${q0}.lora_A.weight`]: randomTensor([2, 9], 1) } },
      /do not fit/,
    ],
    [
      'a layer too many',
      {
        tensors: Object.fromEntries(
          Object.entries(tinyMatrices).map(([k, v]) => [k.replace('.0.', '.7.'), v]),
        ),
      },
      /base has 2 layers/,
    ],
    [
      'NaN',
      { tensors: { ...tinyMatrices, [`${q0}.lora_A.weight`]: bad } },
      /lora_A\.weight has a number that is not finite .* element 5/,
    ],
    [
      'a truncated file',
      { files: { 'adapter_model.safetensors': packTensors(tinyMatrices).subarray(0, -1) } },
      /truncated/,
    ],
    ['a wrong field', { config: { r: 0 } }, /adapter_config\.json has wrong fields: r:/],
  ])('%s', async (_, changes, message) => {
    await expectError(openTiny(changes), 'checkpointCorrupt', message);
  });
});

test('a pattern that never ends is stopped', async () => {
  const modules = [`model.layers.0.${'a'.repeat(60)}.q_proj`];
  await expectError(
    () => resolvePattern({ '(a+)+x': 4 }, modules, 8),
    'checkpointUnsupported',
    /pattern .* timed out/,
  );
  await expectError(openTiny({ config: { rank_pattern: { '(': 3 } } }), 'checkpointUnsupported', /pattern/);
});

test('the base: given, named by a local path, or asked for', async () => {
  const folder = temporaryFolder();
  const files = { 'adapter_model.safetensors': packTensors(tinyMatrices) };
  const open = (ref: object) => openCheckpoint({ path: folder, ...ref }, optionsIn(folder));
  writeFiles(folder, { ...files, 'adapter_config.json': tinyAdapter });
  await expectError(open({}), 'checkpointNotFound', /"nowhere\/at-all", is not a local folder/);
  writeFiles(folder, { 'adapter_config.json': { ...tinyAdapter, base_model_name_or_path: tinyFolder() } });
  expect((await open({})).tensors.size).toBe(21);
  // An adapter may be the base of another; here it is one of another size.
  await expectError(open({ basePath: fixture('llama-lora') }), 'checkpointCorrupt', /do not fit/);
});

describe('over an adapter', () => {
  const sum = { path: fixture('llama-lora-patterns'), basePath: fixture('llama-lora') };

  test('both are added, and what they lie over is the base', async () => {
    const checkpoint = await openCheckpoint(sum, optionsIn(temporaryFolder()));
    // Rank 4 beside the patterns' own; what one of them changes alone stays as it is.
    expect(checkpoint.adapter?.at(1, 'down_proj')).toMatchObject({ rank: 10, scale: 1 });
    expect(checkpoint.adapter?.at(1, 'gate_proj')).toMatchObject({ rank: 4, scale: 2 });
    const facts = await checkpoint.facts();
    const [base, alone] = await Promise.all(
      [{ path: fixture('llama') }, { path: sum.path }].map(async (ref) =>
        (await openCheckpoint(ref, optionsIn(temporaryFolder()))).facts(),
      ),
    );
    expect(facts.base?.fingerprint).toBe(base?.fingerprint);
    expect(facts.fingerprint).not.toBe(alone?.fingerprint);
    expect(weightsKey(checkpoint)).toBe(weightsKey(await openFixture('llama')));
  });

  test('the sum saved as one adapter is the sum', async () => {
    const checkpoint = await openCheckpoint(sum, optionsIn(temporaryFolder()));
    const folder = temporaryFolder();
    if (checkpoint.adapter === null) throw new Error('It is an adapter.');
    await saveAdapter(folder, checkpoint.adapter, fixture('llama'));
    const again = await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()));
    expect(again.adapter?.modules).toEqual(checkpoint.adapter.modules);
  });

  test('one that lies over itself is refused', async () => {
    const folder = temporaryFolder();
    cpSync(sum.path, folder, { recursive: true });
    await expectError(
      openCheckpoint({ path: folder, basePath: folder }, optionsIn(temporaryFolder())),
      'checkpointUnsupported',
      /over itself/,
    );
  });
});

describe('folded into the weights', () => {
  test.each(['llama-dora', 'qwen3-vocabulary'])('%s: in a scratch file that goes', async (name) => {
    const options = optionsIn(temporaryFolder());
    const checkpoint = await openCheckpoint({ path: fixture(name) }, options);
    expect(readdirSync(options.scratchFolder)).toHaveLength(1);
    await expect(
      createTrainingModel(checkpoint, {
        method: { kind: 'lora', rank: 2, alpha: 2, targets: ['q_proj'], rslora: false, dropout: 0, seed: 1 },
        ...{
          loss: weightedLoss,
          temperature: 1,
          recompute: false,
          microBatchTokens: 8,
          executionProvider: 'cpu',
        },
      }),
    ).rejects.toMatchObject({ code: 'configInvalid' });
    await checkpoint.dispose();
    expect(readdirSync(options.scratchFolder)).toEqual([]);
  });

  test('over a base in blocks it is refused', async () => {
    await expectError(
      openCheckpoint({ path: fixture('llama-dora'), precision: 'int4' }, optionsIn(temporaryFolder())),
      'invalidRequest',
      /--precision exact|in blocks/,
    );
  });
});

test('the base is found where it was downloaded from the hub, and else said how to be had', async () => {
  const folder = temporaryFolder();
  const named = { ...tinyAdapter, base_model_name_or_path: 'tiny-org/Tiny' };
  writeFiles(folder, {
    'adapter_model.safetensors': packTensors(tinyMatrices),
    'adapter_config.json': named,
  });
  const cache = temporaryFolder();
  vi.stubEnv('HF_HUB_CACHE', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
  const error = await openCheckpoint({ path: folder }, optionsIn(folder)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ advice: expect.stringContaining('hf:tiny-org/Tiny') as string });
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const repository = join(cache, 'models--tiny-org--Tiny');
  cpSync(tinyFolder(), join(repository, 'snapshots', commit), { recursive: true });
  mkdirSync(join(repository, 'refs'));
  writeFileSync(join(repository, 'refs', 'main'), commit);
  expect((await openCheckpoint({ path: folder }, optionsIn(folder))).tensors.size).toBe(21);
});

test('weights as a pickle are not read', async () => {
  const files = { 'adapter_model.safetensors': null, 'adapter_model.bin': 'pickle' };
  await expectError(
    openTiny({ files }),
    'checkpointUnsupported',
    /adapter_model\.bin, a format that can run code/,
  );
});

test('embeddings saved whole untie a tied model, unless the adapter kept them tied', async () => {
  const { 'lm_head.weight': _, ...tied } = tinyTensors();
  const embedding = randomTensor([6, 8], 9);
  const changes = {
    base: { 'model.safetensors': packTensors(tied) },
    tensors: { ...tinyMatrices, 'base_model.model.model.embed_tokens.weight': embedding },
  };
  const untied = await openTiny({ ...changes, config: { modules_to_save: ['embed_tokens'] } });
  expect(untied.config.tiedEmbeddings).toBe(false);
  const read = async (name: string) => {
    const tensor = untied.tensors.get(name);
    return tensor === undefined ? null : readFloats(tensor);
  };
  expect(await read('model.embed_tokens.weight')).toEqual(embedding.data);
  expect(await read('lm_head.weight')).toEqual(tied['model.embed_tokens.weight']?.data);
  const kept = await openTiny({
    ...changes,
    config: { modules_to_save: ['embed_tokens'], ensure_weight_tying: true },
  });
  expect([kept.config.tiedEmbeddings, kept.tensors.has('lm_head.weight')]).toEqual([true, false]);
});

test('the fingerprint follows alpha, which no tensor shows; an adapter without effect says so', async () => {
  const fingerprint = async (config: object) => (await (await openTiny({ config })).facts()).fingerprint;
  expect(await fingerprint({})).toBe(await fingerprint({ lora_dropout: 0.1 }));
  expect(await fingerprint({})).not.toBe(await fingerprint({ lora_alpha: 8 }));
  const none = await (await openTiny({ config: { lora_alpha: 0 } })).facts();
  expect(none.remarks.join()).toMatch(/Every low-rank update is zero/);
});

test('an adapter brings its own tokenizer and template, or takes those of its base', async () => {
  const plain = await openTiny();
  expect(await plain.tokenizer.renderChats([[{ role: 'user', content: 'x' }]])).toEqual(['<s>u:x>']);
  const own = await openTiny({ files: { 'tokenizer.json': tinyTokenizer, 'chat_template.jinja': 'own' } });
  expect(await own.tokenizer.renderChats([[{ role: 'user', content: 'x' }]])).toEqual(['own']);
  expect(own.tokenizer.hash).toBe(plain.tokenizer.hash);
  expect(own.tokenizer.templateHash).not.toBe(plain.tokenizer.templateHash);
  const model = { ...tinyTokenizer.model, merges: [] };
  const other = await openTiny({ files: { 'tokenizer.json': { ...tinyTokenizer, model } } });
  expect(other.tokenizer.encode('ab')).toEqual([1, 3]);
  expect((await other.facts()).remarks.join()).toMatch(/own tokenizer differs/);
});

test('a merge that cannot be written says so and leaves nothing', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { blocked: 'a file where the folder should be' });
  const options = { cacheFolder: folder, scratchFolder: join(folder, 'blocked') };
  const merged = openCheckpoint({ path: fixture('llama-lora'), merge: true }, options);
  await expectError(merged, 'storeWriteFailed', /cannot be written/);
  expect(existsSync(join(folder, 'blocked'))).toBe(true);
});
