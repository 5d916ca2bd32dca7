import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import {
  expectError,
  optionsIn,
  packTensors,
  randomTensor,
  safetensorsBytes,
  temporaryFolder,
  tinyConfig,
  tinyFolder,
  tinyTensors,
  writeFiles,
} from '../tinyFolders';

const open = (path: string) => openCheckpoint({ path }, optionsIn(temporaryFolder()));

/** All tensors in two shards with an index; `map` changes the index. */
function sharded(map: (weightMap: Record<string, string>) => Record<string, string> = (x) => x) {
  const entries = Object.entries(tinyTensors());
  const [first, second] = [entries.slice(0, 7), entries.slice(7)];
  const names = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
  const weightMap = Object.fromEntries([
    ...first.map(([name]) => [name, names[0]] as const),
    ...second.map(([name]) => [name, names[1]] as const),
  ]);
  return {
    'model.safetensors': null,
    [names[0]]: packTensors(Object.fromEntries(first)),
    [names[1]]: packTensors(Object.fromEntries(second)),
    'model.safetensors.index.json': { metadata: { total_size: 1 }, weight_map: map(weightMap) },
  };
}

test('a folder opens with configuration, tensors and tokenizer', async () => {
  const checkpoint = await open(tinyFolder());
  expect(checkpoint.config).toMatchObject({
    architecture: 'LlamaForCausalLM',
    headDim: 4,
    kvHeads: 1,
    tiedEmbeddings: false,
  });
  expect(checkpoint.tensors.size).toBe(21);
  expect(checkpoint.tensors.get('model.norm.weight')).toMatchObject({ dtype: 'F32', shape: [8] });
  expect(checkpoint.tokenizer.eosTokenIds).toEqual([2]);
  expect(checkpoint.adapter).toBeNull();
});

test('single, sharded and linked files are the same checkpoint', async () => {
  const single = await (await open(tinyFolder())).facts();
  const shards = await (await open(tinyFolder(sharded()))).facts();
  // As in the Hugging Face cache: snapshots/<commit>/<name> → ../../blobs/<hash>.
  const repository = temporaryFolder();
  const snapshot = join(repository, 'snapshots/abc');
  const blobs = join(repository, 'blobs');
  writeFiles(blobs, { '0123': packTensors(tinyTensors()) });
  const folder = tinyFolder({ 'model.safetensors': null });
  mkdirSync(snapshot, { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    symlinkSync(join(folder, name), join(snapshot, name));
  }
  symlinkSync(relative(snapshot, join(blobs, '0123')), join(snapshot, 'model.safetensors'));
  const linkedCheckpoint = await open(snapshot);
  const linked = await linkedCheckpoint.facts();
  expect(shards.fingerprint).toBe(single.fingerprint);
  expect(linked.fingerprint).toBe(single.fingerprint);
  expect(linkedCheckpoint.tensors.get('model.norm.weight')?.file).toMatch(/blobs.0123$/);
});

describe('weight files', () => {
  test.each([
    '../outside.safetensors',
    '/etc/outside.safetensors',
    'sub/x.safetensors',
    '..\\x.safetensors',
    'x.bin',
  ])('a weight_map that says %s is refused', async (target) => {
    const folder = tinyFolder(sharded((map) => ({ ...map, 'model.norm.weight': target })));
    writeFileSync(join(folder, '../outside.safetensors'), packTensors({}));
    await expectError(
      open(folder),
      'checkpointCorrupt',
      /tensor model\.norm\.weight into .* not a plain file name/,
    );
  });

  test('a missing shard and a tensor that is not in its shard are named', async () => {
    const missing = tinyFolder({ ...sharded(), 'model-00002-of-00002.safetensors': null });
    await expectError(open(missing), 'checkpointNotFound', /lacks 1 of 2 weight files: model-00002-of-00002/);
    const wrong = sharded((map) => ({ ...map, 'model.norm.weight': 'model-00001-of-00002.safetensors' }));
    await expectError(
      open(tinyFolder(wrong)),
      'checkpointCorrupt',
      /has tensor model\.norm\.weight, but it has not/,
    );
  });

  test('pickles are never read; the advice says how to convert', async () => {
    const folder = tinyFolder({ 'model.safetensors': null, 'pytorch_model.bin': 'pickle' });
    await expectError(
      open(folder),
      'checkpointUnsupported',
      /pytorch_model\.bin, a format that can run code/,
    );
  });

  test('verl: huggingface/ beside the shards is used where it has weights', async () => {
    const run = temporaryFolder();
    const inner = tinyFolder();
    writeFiles(join(run, 'actor'), { 'model_world_size_2_rank_0.pt': 'pickle' });
    mkdirSync(join(run, 'actor/huggingface'));
    await expectError(open(run), 'checkpointUnsupported', /verl checkpoint of FSDP shards/);
    await expectError(open(join(run, 'actor')), 'checkpointUnsupported', /verl checkpoint of FSDP shards/);
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
      symlinkSync(join(inner, name), join(run, 'actor/huggingface', name));
    }
    const checkpoint = await open(join(run, 'actor'));
    expect(checkpoint.tensors.size).toBe(21);
  });
});

describe('tensors against the configuration', () => {
  const { 'model.norm.weight': norm, ...withoutNorm } = tinyTensors();
  const { 'lm_head.weight': head, ...withoutHead } = tinyTensors();

  test('missing tensors and wrong shapes are listed', async () => {
    await expectError(
      open(tinyFolder({ 'model.safetensors': packTensors(withoutNorm) })),
      'checkpointCorrupt',
      /lack 1 of 21 tensors .* model\.norm\.weight/,
    );
    const wide = { ...tinyTensors(), 'model.norm.weight': randomTensor([9], 1) };
    await expectError(
      open(tinyFolder({ 'model.safetensors': packTensors(wide) })),
      'checkpointCorrupt',
      /model\.norm\.weight is \[9\] instead of \[8\]/,
    );
    expect([norm?.shape, head?.shape]).toEqual([[8], [6, 8]]);
  });

  test('unexpected tensors are a remark', async () => {
    const more = { ...tinyTensors(), 'model.layers.0.self_attn.q_norm.weight': randomTensor([4], 1) };
    const facts = await (await open(tinyFolder({ 'model.safetensors': packTensors(more) }))).facts();
    expect(facts.remarks.join()).toMatch(/1 tensors .* ignored: model\.layers\.0\.self_attn\.q_norm\.weight/);
    expect(facts.fingerprint).toBe((await (await open(tinyFolder())).facts()).fingerprint);
  });

  test('the head is tied where it is absent or equal, and not where it differs', async () => {
    const tied = { 'config.json': { ...tinyConfig, tie_word_embeddings: true } };
    const embedding = tinyTensors()['model.embed_tokens.weight'] ?? randomTensor([6, 8], 0);
    const equal = packTensors({ ...withoutHead, 'lm_head.weight': embedding });
    const states = [];
    for (const weights of [packTensors(withoutHead), equal, packTensors(tinyTensors())]) {
      const checkpoint = await open(tinyFolder({ ...tied, 'model.safetensors': weights }));
      states.push([checkpoint.config.tiedEmbeddings, checkpoint.tensors.has('lm_head.weight')]);
    }
    expect(states).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  test('a dtype that is not a float is refused', async () => {
    const bytes = packTensors(tinyTensors());
    const length = Number(bytes.readBigUInt64LE());
    const header = bytes
      .subarray(8, 8 + length)
      .toString()
      .replace('"dtype":"F32","shape":[8]', '"dtype":"I32","shape":[8]');
    const ints = safetensorsBytes(header, bytes.subarray(8 + length));
    await expectError(
      open(tinyFolder({ 'model.safetensors': ints })),
      'checkpointUnsupported',
      /model\.layers\.0\.input_layernorm\.weight has dtype I32/,
    );
  });
});

describe('tokenizer files', () => {
  test('a folder without tokenizer.json is refused', async () => {
    await expectError(open(tinyFolder({ 'tokenizer.json': null })), 'tokenizerInvalid', /no tokenizer\.json/);
  });

  test('the template comes from its file, else from tokenizer_config.json, where "default" is taken of several', async () => {
    const of = async (files: Record<string, unknown>) => {
      const { tokenizer } = await open(tinyFolder(files));
      return tokenizer.renderChats([[{ role: 'user', content: 'x' }]]);
    };
    const config = (chat_template: unknown) => ({ 'tokenizer_config.json': { chat_template } });
    const none = { 'chat_template.jinja': null };
    expect(await of(config('config'))).toEqual(['<s>u:x>'.slice(3)]);
    expect(await of({ ...config('config'), ...none })).toEqual(['config']);
    const several = [
      { name: 'tool_use', template: 'tools' },
      { name: 'default', template: 'usual' },
    ];
    expect(await of({ ...config(several), ...none })).toEqual(['usual']);
    await expectError(
      of({ ...config(several.slice(0, 1)), ...none }),
      'templateInvalid',
      /none is named "default"/,
    );
    await expectError(of(none), 'templateInvalid', /no chat template/);
  });

  test.each(['chat_template.jinja', 'tokenizer_config.json'])(
    'a %s of 100 MB is refused unread',
    async (name) => {
      const folder = tinyFolder({ [name]: '{' });
      truncateSync(join(folder, name), 100_000_000);
      await expectError(open(folder), 'templateInvalid', /has 100000000 bytes; at most/);
    },
  );

  test('special tokens are found in special_tokens_map.json too', async () => {
    const files = {
      'tokenizer_config.json': {},
      'special_tokens_map.json': { bos_token: { content: '<s>' } },
    };
    const { tokenizer } = await open(tinyFolder(files));
    expect(await tokenizer.renderChats([[{ role: 'user', content: 'x' }]])).toEqual(['<s>u:x>']);
  });
});

test('paths that lead nowhere', async () => {
  await expectError(open(join(temporaryFolder(), 'nothing')), 'checkpointNotFound', /nothing at/);
  await expectError(open(temporaryFolder()), 'checkpointNotFound', /no config\.json/);
  const folder = tinyFolder();
  await expectError(
    open(join(folder, 'config.json')),
    'checkpointUnsupported',
    /neither a checkpoint folder nor/,
  );
  const base = openCheckpoint({ path: folder, basePath: folder }, optionsIn(folder));
  await expectError(base, 'invalidRequest', /not an adapter/);
  await expectError(
    open(tinyFolder({ 'config.json': '{' })),
    'checkpointCorrupt',
    /config\.json is not valid JSON/,
  );
});

test('the folder of a training run: its newest checkpoint is named', async () => {
  const folder = temporaryFolder();
  for (const name of ['checkpoint-9', 'checkpoint-100', 'completions']) mkdirSync(join(folder, name));
  await expect(open(folder)).rejects.toMatchObject({
    code: 'checkpointNotFound',
    advice: expect.stringContaining(join(folder, 'checkpoint-100')) as string,
  });
});
