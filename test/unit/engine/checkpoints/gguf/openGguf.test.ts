import { existsSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainTraits } from '../../../../../src/engine/checkpoints/architectures/decoderTraits';
import type { OpenCheckpoint, TensorSource } from '../../../../../src/engine/checkpoints/checkpoint';
import { weightsKey } from '../../../../../src/engine/checkpoints/checkpoint';
import { dequantisers } from '../../../../../src/engine/checkpoints/gguf/dequantise/dequantise';
import { readGgufHeader } from '../../../../../src/engine/checkpoints/gguf/ggufHeader';
import { openGguf } from '../../../../../src/engine/checkpoints/gguf/openGguf';
import { removeScratchFile, scratchName } from '../../../../../src/engine/checkpoints/scratch/scratchFolder';
import { writeScratchWeights } from '../../../../../src/engine/checkpoints/gguf/scratchWeights';
import { fixtures, useTemporaryFolders } from './ggufTestFiles';
import { ggufBytes, tinyModel } from './ggufWriter';

const temporaryFolder = useTemporaryFolders();

function folders(): { cacheFolder: string; scratchFolder: string } {
  const folder = temporaryFolder();
  return { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') };
}

function tensor(checkpoint: OpenCheckpoint, name: string): TensorSource {
  const source = checkpoint.tensors.get(name);
  if (source === undefined) throw new Error(`no ${name}`);
  return source;
}

function bytesOf(source: TensorSource): Buffer {
  return readFileSync(source.file).subarray(source.offset, source.offset + source.byteLength);
}

describe('a quantised model', () => {
  it('is described by its metadata', async () => {
    const checkpoint = await openGguf(join(fixtures, 'qwen3-Q8_0.gguf'), folders());
    expect(checkpoint.config).toEqual({
      architecture: 'Qwen3ForCausalLM',
      layers: 2,
      hiddenSize: 64,
      intermediateSize: 96,
      heads: 4,
      kvHeads: 2,
      headDim: 32,
      vocabSize: 288,
      contextLength: 256,
      rmsNormEps: Math.fround(1e-5),
      tiedEmbeddings: true,
      ...plainTraits,
      qkNorm: 'head',
      ropes: [{ theta: 1e6, scaling: null }],
      layerAttention: [
        { sliding: false, rope: 0 },
        { sliding: false, rope: 0 },
      ],
    });
    expect(tensor(checkpoint, 'model.layers.1.self_attn.q_norm.weight').shape).toEqual([32]);
    expect(tensor(checkpoint, 'model.layers.1.mlp.down_proj.weight').shape).toEqual([64, 96]);
    expect(checkpoint.tensors.has('lm_head.weight')).toBe(false);
    await checkpoint.dispose();
  });

  it('has its quantised tensors as F32 in one scratch file, the others in the .gguf', async () => {
    const options = folders();
    const path = join(fixtures, 'llama-Q4_1.gguf');
    const checkpoint = await openGguf(path, options);
    const [scratch] = readdirSync(options.scratchFolder);
    for (const source of checkpoint.tensors.values()) {
      expect(source.dtype).toBe('F32');
      expect(source.byteLength).toBe(source.shape.reduce((x, y) => x * y, 4));
      const expected = source.shape.length === 1 ? path : join(options.scratchFolder, scratch ?? '');
      expect(source.file).toBe(expected);
      expect(new Float32Array(new Uint8Array(bytesOf(source)).buffer).every(Number.isFinite)).toBe(true);
    }
    await checkpoint.dispose();
  });

  it('is dequantised where it lies, whatever the order of rows', async () => {
    // qwen2 keeps the order of rows: the values must be those of the raw blocks, in order.
    const checkpoint = await openGguf(join(fixtures, 'qwen2-Q5_0.gguf'), folders());
    const facts = await checkpoint.facts();
    const raw = facts.tensors.find(({ name }) => name === 'model.layers.0.self_attn.q_proj.weight');
    expect(raw).toMatchObject({ dtype: 'Q5_0', shape: [64, 64], bytes: 64 * 2 * 22 });
    const values = new Float32Array(64 * 64);
    const blocks = readFileSync(join(fixtures, 'qwen2-Q5_0.gguf'));
    const wanted = bytesOf(tensor(checkpoint, 'model.layers.0.self_attn.q_proj.weight'));
    // Found by trying every position: the test does not trust the reader's offsets.
    const found = [...blocks.keys()].filter((at) => {
      if (at + 64 * 44 > blocks.byteLength || at % 32 !== 0) return false;
      dequantisers.Q5_0(new Uint8Array(blocks.subarray(at, at + 64 * 44)), values, 128);
      return Buffer.from(values.buffer).equals(wanted);
    });
    expect(found).toHaveLength(1);
    await checkpoint.dispose();
  });

  it('says so in its facts', async () => {
    const checkpoint = await openGguf(join(fixtures, 'llama-Q5_K.gguf'), folders());
    const facts = await checkpoint.facts();
    expect(facts).toMatchObject({
      format: 'gguf',
      quantization: 'Q5_K',
      dtype: 'Q5_K',
      name: 'llama-Q5_K.gguf',
    });
    expect(facts.remarks.join(' ')).toMatch(/quantization error/);
    expect(facts.parameters).toBe(
      [...checkpoint.tensors.values()].reduce(
        (sum, source) => sum + source.shape.reduce((x, y) => x * y, 1),
        0,
      ),
    );
    expect(facts.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await checkpoint.dispose();
  });
});

describe('a model that is not quantised', () => {
  it('is used where it lies', async () => {
    const options = folders();
    const path = join(fixtures, 'qwen2-F16.gguf');
    const checkpoint = await openGguf(path, options);
    expect(existsSync(options.scratchFolder)).toBe(false);
    expect(new Set([...checkpoint.tensors.values()].map(({ file }) => file))).toEqual(new Set([path]));
    expect(tensor(checkpoint, 'model.layers.0.mlp.up_proj.weight').dtype).toBe('F16');
    expect(tensor(checkpoint, 'lm_head.weight').shape).toEqual([288, 64]);
    expect(checkpoint.config.attentionBias).toBe(true);
    const facts = await checkpoint.facts();
    expect(facts).toMatchObject({ quantization: null, dtype: 'F16', remarks: [] });
    await checkpoint.dispose();
  });

  it('has only q and k in the scratch file where their rows are reordered, biases too', async () => {
    const checkpoint = await openGguf(join(fixtures, 'llama-bias.gguf'), folders());
    const moved = [...checkpoint.tensors.values()].filter(({ file }) => !file.endsWith('.gguf'));
    expect(moved.map(({ name }) => name.replace(/layers\.\d+/, 'layers.N')).sort()).toEqual(
      ['k_proj.bias', 'k_proj.weight', 'q_proj.bias', 'q_proj.weight']
        .flatMap((name) => [name, name])
        .map((name) => `model.layers.N.self_attn.${name}`),
    );
    expect(tensor(checkpoint, 'model.layers.0.self_attn.q_proj.weight').dtype).toBe('F16');
    expect(checkpoint.config).toMatchObject({ attentionBias: true, outputBias: true, mlpBias: true });
    await checkpoint.dispose();
  });
});

describe('rope scaling', () => {
  it('is read from rope_freqs.weight and from the metadata', async () => {
    const scalings: unknown[] = [];
    for (const name of ['llama-llama3', 'llama-linear', 'llama-Q8_0']) {
      const checkpoint = await openGguf(join(fixtures, `${name}.gguf`), folders());
      scalings.push(checkpoint.config.ropes[0]?.scaling);
      await checkpoint.dispose();
    }
    expect(scalings).toEqual([
      { type: 'llama3', factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositions: 8192 },
      { type: 'linear', factor: 2 },
      null,
    ]);
  });
});

describe('the scratch file', () => {
  it('is shared by everyone who has the checkpoint open, and removed with the last', async () => {
    const options = folders();
    const path = join(fixtures, 'llama-Q4_0.gguf');
    const link = join(temporaryFolder(), 'link.gguf');
    symlinkSync(path, link);
    const [first, second] = await Promise.all([openGguf(path, options), openGguf(link, options)]);
    expect(weightsKey(second)).toBe(weightsKey(first));
    expect(readdirSync(options.scratchFolder)).toHaveLength(1);
    await first.dispose();
    await first.dispose();
    expect(readdirSync(options.scratchFolder)).toHaveLength(1);
    await second.dispose();
    expect(readdirSync(options.scratchFolder)).toHaveLength(0);
    const third = await openGguf(path, options);
    expect(readdirSync(options.scratchFolder)).toHaveLength(1);
    await third.dispose();
  });

  it('is gone after a failure or a cancellation', async () => {
    const options = folders();
    const model = tinyModel();
    const broken = join(temporaryFolder(), 'broken.gguf');
    const tensors = model.tensors.map((t) =>
      t.name === 'blk.0.attn_v.weight'
        ? { ...t, dims: [32, 1], type: 8, data: Buffer.from([0, 0x7c, ...Array<number>(32).fill(1)]) }
        : t,
    );
    writeFileSync(broken, ggufBytes({ ...model, tensors }));
    await expect(openGguf(broken, options)).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    const controller = new AbortController();
    controller.abort();
    await expect(
      openGguf(join(fixtures, 'llama-Q4_0.gguf'), { ...options, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(options.scratchFolder) ? readdirSync(options.scratchFolder) : []).toEqual([]);
  });

  it('goes back when the tokenizer fails', async () => {
    const options = folders();
    const model = tinyModel();
    const metadata = model.metadata.map(
      ([key, value]) =>
        [key, key === 'tokenizer.ggml.model' ? ({ type: 'string', value: 'rwkv' } as const) : value] as const,
    );
    const path = join(temporaryFolder(), 'model.gguf');
    writeFileSync(path, ggufBytes({ ...model, metadata }));
    await expect(openGguf(path, options)).rejects.toMatchObject({ code: 'tokenizerInvalid' });
    expect(readdirSync(options.scratchFolder)).toEqual([]);
  });

  it('sweeps what killed processes left, and nothing else', async () => {
    const options = folders();
    const checkpoint = await openGguf(join(fixtures, 'llama-Q4_0.gguf'), options);
    const mine = readdirSync(options.scratchFolder)[0] ?? '';
    // Process numbers end at 2^22 on Linux.
    const dead = scratchName('0a').replace(`-${process.pid}-`, '-99999999-');
    const young = scratchName('0b').replace(`-${process.pid}-`, '-99999998-');
    for (const name of [dead, young, 'someone-else.bin'])
      writeFileSync(join(options.scratchFolder, name), '');
    for (const name of [dead, mine, 'someone-else.bin']) utimesSync(join(options.scratchFolder, name), 0, 0);
    const other = await openGguf(join(fixtures, 'llama-Q4_1.gguf'), options);
    const left = readdirSync(options.scratchFolder);
    expect(left).not.toContain(dead);
    expect(left).toEqual(expect.arrayContaining([mine, young, 'someone-else.bin']));
    await checkpoint.dispose();
    await other.dispose();
  });

  it('can take tensors as they lie, for a folder on another drive', async () => {
    const path = join(fixtures, 'qwen2-F16.gguf');
    const file = await open(path);
    const { tensors } = await readGgufHeader(file);
    const sources = [...tensors.values()].map((t) => ({ name: t.name, tensor: t, permutedHeadDim: null }));
    const scratch = await writeScratchWeights([file], sources, temporaryFolder());
    await file.close();
    const whole = readFileSync(path);
    expect(scratch.tensors.size).toBe(sources.length);
    for (const { name, tensor } of sources) {
      const copy = scratch.tensors.get(name);
      expect(copy).toMatchObject({ dtype: tensor.type.name, shape: tensor.shape, file: scratch.file });
      const original = whole.subarray(tensor.offset, tensor.offset + tensor.byteLength);
      expect(copy === undefined ? null : bytesOf(copy).equals(original)).toBe(true);
    }
    await removeScratchFile(scratch.file);
  });

  it('cannot be written: says so', async () => {
    const options = folders();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(
      openGguf(join(fixtures, 'llama-Q4_0.gguf'), { ...options, scratchFolder: join(file, 'scratch') }),
    ).rejects.toMatchObject({ code: 'storeWriteFailed' });
  });
});
