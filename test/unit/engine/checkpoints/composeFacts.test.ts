import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { tensorFacts, type RawTensor } from '../../../../src/engine/checkpoints/fingerprints';
import { expectError, optionsIn, packTensors, temporaryFolder, tinyFolder, tinyTensors } from './tinyFolders';

test('facts of a folder', async () => {
  const facts = await (await openCheckpoint({ path: tinyFolder() }, optionsIn(temporaryFolder()))).facts();
  expect(facts).toMatchObject({
    name: 'tiny',
    format: 'huggingface',
    architecture: 'LlamaForCausalLM',
    // 2·6·8 embeddings and head; per layer q 64, k and v 32 each, o 64, three times 96, two norms of 8; the last norm.
    parameters: 96 + 2 * (64 + 32 + 32 + 64 + 288 + 16) + 8,
    dtype: 'F32',
    quantization: null,
    layers: 2,
    tiedEmbeddings: false,
    adapter: null,
    base: null,
  });
  const norm = tinyTensors()['model.norm.weight'];
  const expected = createHash('sha256')
    .update('F32[8]')
    .update(Buffer.from(norm?.data.buffer ?? new ArrayBuffer(0)));
  expect(facts.tensors.find(({ name }) => name === 'model.norm.weight')?.fingerprint).toBe(
    expected.digest('hex'),
  );
});

test.each(['final', 'best_model', 'adapter', 'Last'])('so has one named %s', async (name) => {
  const folder = tinyFolder({}, `run-a/${name}`);
  const facts = await (await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()))).facts();
  expect(facts.name).toBe(`run-a/${name}`);
});

test('a folder named checkpoint-100 has its run in its name', async () => {
  const folder = tinyFolder({}, 'my-run/checkpoint-100');
  const facts = await (await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()))).facts();
  expect(facts.name).toBe('my-run/checkpoint-100');
});

test('a changed number changes one tensor and the whole', async () => {
  const facts = async (folder: string) =>
    (await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()))).facts();
  const tensors = tinyTensors();
  const norm = tensors['model.norm.weight'];
  if (norm === undefined) throw new Error('not there');
  norm.data[3] = 0.125;
  const one = await facts(tinyFolder());
  const other = await facts(tinyFolder({ 'model.safetensors': packTensors(tensors) }));
  const changed = one.tensors.filter(({ fingerprint }, i) => fingerprint !== other.tensors[i]?.fingerprint);
  expect(changed.map(({ name }) => name)).toEqual(['model.norm.weight']);
  expect(other.fingerprint).not.toBe(one.fingerprint);
});

describe('numbers that are not finite', () => {
  const words = {
    F32: [Uint32Array, [0x7fc00000, 0xff800000]],
    F16: [Uint16Array, [0x7e00, 0xfc00]],
    BF16: [Uint16Array, [0x7fc1, 0x7f80]],
  } as const;
  const cases = Object.entries(words).flatMap(([dtype, [Words, bad]]) =>
    bad.map((word) => ({ dtype, Words, word })),
  );

  test.each(cases)(
    '$dtype word $word is found and named, in the second chunk too',
    async ({ dtype, Words, word }) => {
      // Larger than what is read at a time.
      const data = new Words(5_000_000);
      const index = 4_321_987;
      data[index] = word;
      const file = join(temporaryFolder(), 'data');
      writeFileSync(file, new Uint8Array(data.buffer));
      const tensor: RawTensor = {
        name: 'some.weight',
        dtype,
        shape: [data.length],
        file,
        offset: 0,
        byteLength: data.byteLength,
      };
      const message = new RegExp(
        `Tensor some\\.weight has a number that is not finite .* at element ${index}\\.`,
      );
      await expectError(
        tensorFacts([tensor], { cacheFolder: temporaryFolder() }),
        'checkpointCorrupt',
        message,
      );
    },
  );

  test('the largest finite numbers pass', async () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, new Uint8Array(Uint16Array.of(0x7bff, 0xfbff, 0x0001, 0x8000).buffer));
    const tensor: RawTensor = { name: 'x', dtype: 'F16', shape: [4], file, offset: 0, byteLength: 8 };
    expect(await tensorFacts([tensor], { cacheFolder: temporaryFolder() })).toHaveLength(1);
  });

  test('a checkpoint with NaN weights is refused, also the second time', async () => {
    const tensors = tinyTensors();
    const norm = tensors['model.norm.weight'];
    if (norm === undefined) throw new Error('not there');
    norm.data[3] = NaN;
    const folder = tinyFolder({ 'model.safetensors': packTensors(tensors) });
    const checkpoint = await openCheckpoint({ path: folder }, optionsIn(folder));
    await expectError(
      checkpoint.facts(),
      'checkpointCorrupt',
      /model\.norm\.weight has a number that is not finite/,
    );
    await expectError(
      checkpoint.facts(),
      'checkpointCorrupt',
      /model\.norm\.weight has a number that is not finite/,
    );
  });
});

describe('the cache', () => {
  async function prepare() {
    const folder = tinyFolder();
    const options = optionsIn(temporaryFolder());
    const checkpoint = await openCheckpoint({ path: folder }, options);
    const facts = await checkpoint.facts();
    const cache = join(options.cacheFolder, 'fingerprints');
    return {
      weights: join(folder, 'model.safetensors'),
      checkpoint,
      facts,
      cacheFile: join(cache, readdirSync(cache)[0] ?? ''),
    };
  }

  test('spares the reading', async () => {
    const { checkpoint, facts, cacheFile } = await prepare();
    // Proof that the file is believed: a fingerprint that only the cache can have.
    const first = facts.tensors[0]?.fingerprint ?? '';
    const planted = 'f'.repeat(64);
    writeFileSync(cacheFile, readFileSync(cacheFile, 'utf8').replace(first, planted));
    expect((await checkpoint.facts()).tensors[0]?.fingerprint).toBe(planted);
  });

  test('is not believed after the weights changed, nor when damaged', async () => {
    const { weights, checkpoint, facts, cacheFile } = await prepare();
    const planted = readFileSync(cacheFile, 'utf8').replace(
      facts.tensors[0]?.fingerprint ?? '',
      'f'.repeat(64),
    );
    writeFileSync(cacheFile, planted);
    const { atime, mtime } = statSync(weights);
    utimesSync(weights, atime, new Date(mtime.getTime() + 2000));
    expect(await checkpoint.facts()).toEqual(facts);
    writeFileSync(cacheFile, '{"version":1,');
    expect(await checkpoint.facts()).toEqual(facts);
  });
});

test('cancels', async () => {
  const folder = tinyFolder();
  const checkpoint = await openCheckpoint({ path: folder }, optionsIn(folder));
  await expectError(checkpoint.facts(AbortSignal.abort()), 'cancelled', /Cancelled/);
});
