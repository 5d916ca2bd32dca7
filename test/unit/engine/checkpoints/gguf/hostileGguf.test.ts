// False, damaged and unsupported GGUF files: each gets its error and leaves nothing behind.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGguf } from '../../../../../src/engine/checkpoints/gguf/openGguf';
import { useTemporaryFolders } from './ggufTestFiles';
import {
  ggufBytes,
  tinyModel,
  uint32,
  uint64,
  type WrittenGguf,
  type WrittenTensor,
  type WrittenValue,
} from './ggufWriter';

const temporaryFolder = useTemporaryFolders();

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** The error that these bytes give. */
async function failure(bytes: Uint8Array): Promise<Failure> {
  const folder = temporaryFolder();
  const path = join(folder, 'model.gguf');
  writeFileSync(path, bytes);
  const scratchFolder = join(folder, 'scratch');
  let caught: unknown = null;
  try {
    const checkpoint = await openGguf(path, { cacheFolder: join(folder, 'cache'), scratchFolder });
    await checkpoint.dispose();
  } catch (error) {
    caught = error;
  }
  expect(existsSync(scratchFolder) ? readdirSync(scratchFolder) : []).toEqual([]);
  expect(caught).toMatchObject({ name: 'GuardrailError' });
  return caught as Failure;
}

function file(change: Partial<WrittenGguf> = {}): Buffer {
  return ggufBytes({ ...tinyModel(), ...change });
}

function withTensor(name: string, change: Partial<WrittenTensor>): Buffer {
  const tensors = tinyModel().tensors.map((tensor) =>
    tensor.name === name ? { ...tensor, ...change } : tensor,
  );
  return file({ tensors });
}

function withValue(key: string, value: WrittenValue | null): Buffer {
  const metadata = tinyModel().metadata.filter(([own]) => own !== key);
  return file({ metadata: value === null ? metadata : [...metadata, [key, value]] });
}

it('the file that the others are changed from opens', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'model.gguf');
  writeFileSync(path, file());
  const options = { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') };
  const checkpoint = await openGguf(path, options);
  expect(checkpoint.config).toMatchObject({ architecture: 'LlamaForCausalLM', layers: 1, vocabSize: 16 });
  expect(checkpoint.tokenizer.eosTokenIds).toEqual([2]);
  await checkpoint.dispose();
});

it('reads version 2', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'model.gguf');
  writeFileSync(path, file({ version: 2 }));
  const options = { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') };
  const checkpoint = await openGguf(path, options);
  expect(checkpoint.tensors.size).toBe(11);
  await checkpoint.dispose();
});

it('is not there, or is a folder', async () => {
  const folder = temporaryFolder();
  const options = { cacheFolder: folder, scratchFolder: folder };
  await expect(openGguf(join(folder, 'none.gguf'), options)).rejects.toMatchObject({
    code: 'checkpointNotFound',
  });
  await expect(openGguf(folder, options)).rejects.toMatchObject({ code: 'checkpointNotFound' });
});

describe('truncation', () => {
  it('anywhere in the header or the data is found', async () => {
    const whole = file();
    for (const share of [0, 0.0005, 0.004, 0.02, 0.1, 0.25, 0.4, 0.5, 0.75, 0.95, 0.99]) {
      const error = await failure(whole.subarray(0, Math.floor(whole.byteLength * share)));
      expect(error.code).toBe('checkpointCorrupt');
    }
  });

  it('at every byte of the header is found', async () => {
    const whole = file();
    const folder = temporaryFolder();
    const path = join(folder, 'model.gguf');
    const options = { cacheFolder: folder, scratchFolder: join(folder, 'scratch') };
    for (let length = 0; length < 1600; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(openGguf(path, options)).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    }
  });
});

describe('lies about counts and lengths', () => {
  const huge = 2n ** 63n;
  const raw = (type: number, ...parts: Uint8Array[]): WrittenValue => ({
    type: 'raw',
    value: Buffer.concat([uint32(type), ...parts]),
  });
  let nested: Buffer = Buffer.concat([uint32(4), uint64(0)]);
  for (let depth = 0; depth < 2000; depth++) nested = Buffer.concat([uint32(9), uint64(1), nested]);

  it.each<[string, Buffer, RegExp]>([
    ['tensors without end', file({ tensorCount: huge }), /number of tensors/],
    ['a million tensors', file({ tensorCount: 1_000_000n }), /number of tensors/],
    ['keys without end', file({ keyCount: huge }), /metadata keys/],
    ['one tensor too many', file({ tensorCount: 12n }), /./],
    ['one key too many', file({ keyCount: 14n }), /./],
    ['a string of 2^63 bytes', withValue('x', raw(8, uint64(huge))), /length/],
    ['a string longer than the file', withValue('x', raw(8, uint64(1e6))), /length/],
    ['an array of 2^40 numbers', withValue('x', raw(9, uint32(4), uint64(2 ** 40))), /length/],
    ['an array longer than the file', withValue('x', raw(9, uint32(8), uint64(100_000))), /length/],
    ['arrays in arrays in arrays …', withValue('x', raw(9, nested)), /nests/],
    ['an array of an unknown type', withValue('x', raw(9, uint32(77), uint64(1))), /type 77/],
    ['an unknown value type', withValue('x', raw(99)), /type 99/],
    [
      'a key twice',
      file({
        metadata: [...tinyModel().metadata, ['general.architecture', { type: 'string', value: 'llama' }]],
      }),
      /twice/,
    ],
    [
      'a key without end',
      ggufBytes({
        metadata: [],
        tensors: [],
        keyCount: 1n,
        tail: Buffer.concat([uint64(2 ** 50), uint64(0)]),
      }),
      /length/,
    ],
  ])('%s', async (_, bytes, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe('checkpointCorrupt');
    expect(error.message).toMatch(message);
    expect(error.advice).not.toBe('');
  });

  it('a string of 17 MB that is really there', async () => {
    const error = await failure(withValue('x', { type: 'string', value: 'x'.repeat(17 * 1024 * 1024) }));
    expect(error).toMatchObject({ code: 'checkpointCorrupt' });
    expect(error.message).toMatch(/limit/);
  });

  it('a template of 15 MB that is really there', async () => {
    const template = { type: 'string', value: 'x'.repeat(15 * 1024 * 1024) } as const;
    expect((await failure(withValue('tokenizer.chat_template', template))).code).toBe('templateInvalid');
  });
});

describe('tensors that cannot be', () => {
  const q = 'blk.0.attn_q.weight';
  it.each<[string, Buffer, RegExp]>([
    ['an offset beyond the file', withTensor(q, { offset: 2 ** 20 }), /ends at byte/],
    ['an offset of 2^52', withTensor(q, { offset: 2 ** 52 }), /ends at byte/],
    ['an offset that is not aligned', withTensor(q, { offset: 8 }), /multiple of 32/],
    ['two in one place', withTensor(q, { offset: 0 }), /overlap/],
    ['five dimensions', withTensor(q, { dims: [8, 8, 1, 1, 1] }), /5 dimensions/],
    ['no dimensions', withTensor(q, { dims: [] }), /0 dimensions/],
    ['an empty dimension', withTensor(q, { dims: [8, 0] }), /empty/],
    ['a product beyond 2^53', withTensor(q, { dims: [2 ** 40, 2 ** 40] }), /elements/],
    ['more elements than bytes', withTensor(q, { dims: [8, 2 ** 30] }), /ends at byte/],
    ['rows that are no whole blocks', withTensor(q, { dims: [8, 8], type: 2 }), /multiple of Q4_0/],
    ['an unknown type number', withTensor(q, { type: 1234 }), /1234/],
    ['another shape than the metadata says', withTensor(q, { dims: [4, 16] }), /shape \[16, 4\]/],
    ['a missing tensor', withTensor(q, { name: 'blk.7.attn_q.weight' }), /attn_q\.weight is missing/],
    ['a tensor twice', withTensor(q, { name: 'blk.0.attn_k.weight' }), /twice/],
    ['a name of 2000 bytes', withTensor(q, { name: 'x'.repeat(2000) }), /limit/],
    ['an alignment of 0', withValue('general.alignment', { type: 'uint32', value: 0 }), /alignment/],
    ['an alignment of 24', withValue('general.alignment', { type: 'uint32', value: 24 }), /alignment/],
  ])('%s', async (_, bytes, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe('checkpointCorrupt');
    expect(error.message).toMatch(message);
  });
});

describe('metadata that cannot be', () => {
  const key = (name: string): string => `llama.${name}`;
  it.each<[string, Buffer, RegExp]>([
    ['no architecture', withValue('general.architecture', null), /general\.architecture/],
    [
      'an architecture that is a number',
      withValue('general.architecture', { type: 'uint32', value: 1 }),
      /no string/,
    ],
    ['no layers', withValue(key('block_count'), { type: 'uint32', value: 0 }), /block_count/],
    ['a billion layers', withValue(key('block_count'), { type: 'uint32', value: 1e9 }), /num_hidden_layers/],
    [
      'heads that do not divide',
      withValue(key('attention.head_count'), { type: 'uint32', value: 3 }),
      /dimensions/,
    ],
    [
      'more key-value heads than heads',
      withValue(key('attention.head_count_kv'), { type: 'uint32', value: 7 }),
      /heads/,
    ],
    ['no epsilon', withValue(key('attention.layer_norm_rms_epsilon'), null), /epsilon/],
    [
      'an epsilon that is NaN',
      withValue(key('attention.layer_norm_rms_epsilon'), { type: 'float32', value: NaN }),
      /no number/,
    ],
    ['a rope base of 0', withValue(key('rope.freq_base'), { type: 'float32', value: 0 }), /freq_base/],
    ['another vocabulary size', withValue(key('vocab_size'), { type: 'uint32', value: 17 }), /16 rows/],
  ])('%s', async (_, bytes, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe('checkpointCorrupt');
    expect(error.message).toMatch(message);
  });
});

describe('what is not supported is named', () => {
  const extra: WrittenTensor = {
    name: 'blk.0.ffn_gate_exps.weight',
    dims: [8],
    type: 0,
    data: Buffer.alloc(32),
  };
  it.each<[string, Buffer, RegExp]>([
    ['version 1', file({ version: 1 }), /version 1/],
    ['version 4', file({ version: 4 }), /version 4/],
    ['big-endian', file({ version: 0x03000000 }), /big-endian/],
    [
      'another architecture',
      withValue('general.architecture', { type: 'string', value: 'gemma4' }),
      /gemma4/,
    ],
    ['a mixture of experts', withValue('llama.expert_count', { type: 'uint32', value: 8 }), /experts/],
    ['other scaling', withValue('llama.rope.scaling.type', { type: 'string', value: 'ntk' }), /type ntk/],
    [
      'rotation of half a head',
      withValue('llama.rope.dimension_count', { type: 'uint32', value: 2 }),
      /partial_rotary_factor 0\.5/,
    ],
    ['a type that is not read', withTensor('blk.0.attn_q.weight', { type: 19 }), /IQ1_S/],
    ['weights of a variant', file({ tensors: [...tinyModel().tensors, extra] }), /ffn_gate_exps/],
    [
      'a part of a split model under another name',
      withValue('split.count', { type: 'uint32', value: 3 }),
      /3 parts/,
    ],
  ])('%s', async (_, bytes, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe('checkpointUnsupported');
    expect(error.message).toMatch(message);
    expect(error.advice).not.toBe('');
  });

  it('lists the types that are read', async () => {
    const { advice } = await failure(withTensor('blk.0.attn_q.weight', { type: 19 }));
    for (const name of [
      'F32',
      'F16',
      'BF16',
      'Q8_0',
      'Q4_0',
      'Q4_1',
      'Q5_0',
      'Q5_1',
      'Q4_K',
      'Q5_K',
      'Q6_K',
    ]) {
      expect(advice).toContain(name);
    }
  });

  it('another kind of file', async () => {
    const error = await failure(Buffer.from('PK\u0003\u0004 not a model at all'));
    expect(error).toMatchObject({ code: 'checkpointCorrupt' });
    expect(error.message).toMatch(/no GGUF file/);
  });
});

it('a tensor name that would leave the folder is only a name', async () => {
  const name = '../../../../etc/passwd';
  const tensors = [...tinyModel().tensors, { name, dims: [8], type: 0, data: Buffer.alloc(32) }];
  expect((await failure(file({ tensors }))).code).toBe('checkpointUnsupported');
});

it('text is cut where an error quotes it', async () => {
  const value = { type: 'string', value: 'x'.repeat(100_000) } as const;
  const { message } = await failure(withValue('general.architecture', value));
  expect(message.length).toBeLessThan(500);
});

it('many arrays of bytes, each small in the file and large in memory', async () => {
  const array = Buffer.concat([uint32(9), uint32(0), uint64(3_900_000), Buffer.alloc(3_900_000)]);
  const metadata = [...tinyModel().metadata];
  for (let i = 0; i < 5; i++) metadata.push([`padding.${i}`, { type: 'raw', value: array }]);
  const { code, message } = await failure(file({ metadata }));
  expect(code).toBe('checkpointCorrupt');
  expect(message).toMatch(/more than 16000000 elements/u);
});
