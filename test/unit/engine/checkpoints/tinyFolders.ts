// Tiny checkpoints written into a temporary folder, so that a test can spoil one thing at a time.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';
import type { ErrorCode } from '../../../../src/protocol/errors';
import { GuardrailError } from '../../../../src/protocol/errors';
import { plainTraits } from '../../../../src/engine/checkpoints/architectures/decoderTraits';
import { expectedTensors } from '../../../../src/engine/checkpoints/expectedTensors';
import type { ModelConfig } from '../../../../src/engine/checkpoints/checkpoint';
import { seededRandom } from '../../../../src/safety/random';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));
export const fixtures = join(repository, 'test/fixtures');
export const minimind = join(repository, '../shared/models/minimind2-small');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guardrail-lens-test-'));
  folders.push(folder);
  return folder;
}

export function optionsIn(folder: string) {
  return { cacheFolder: join(folder, '.cache'), scratchFolder: join(folder, '.scratch') };
}

export interface TinyTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function randomTensor(shape: readonly number[], seed: number): TinyTensor {
  const random = seededRandom(seed);
  const length = shape.reduce((x, y) => x * y, 1);
  return { shape, data: Float32Array.from({ length }, () => random() - 0.5) };
}

/** A safetensors file from any header and data. */
export function safetensorsBytes(header: unknown, data: Uint8Array, headerLength?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerLength ?? BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

export function packTensors(tensors: Readonly<Record<string, TinyTensor>>): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    at += data.byteLength;
  }
  return safetensorsBytes(header, Buffer.concat(parts));
}

export const tinyConfig = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  vocab_size: 6,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: false,
  eos_token_id: 2,
};

const shape: ModelConfig = {
  architecture: 'LlamaForCausalLM',
  layers: 2,
  hiddenSize: 8,
  intermediateSize: 12,
  heads: 2,
  kvHeads: 1,
  headDim: 4,
  vocabSize: 6,
  contextLength: 64,
  rmsNormEps: 1e-5,
  tiedEmbeddings: false,
  ...plainTraits,
  ropes: [{ theta: 10_000, scaling: null }],
  layerAttention: Array.from({ length: 2 }, () => ({ sliding: false, rope: 0 })),
};

export function tinyTensors(): Record<string, TinyTensor> {
  return Object.fromEntries(
    [...expectedTensors(shape)].map(([name, dimensions], seed) => [name, randomTensor(dimensions, seed)]),
  );
}

export const tinyTokenizer = {
  version: '1.0',
  added_tokens: [
    {
      id: 0,
      content: '<s>',
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    },
    {
      id: 2,
      content: '</s>',
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    },
  ],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: { '<s>': 0, a: 1, '</s>': 2, b: 3, ab: 4, c: 5 },
    merges: ['a b'],
  },
};

export const tinyTemplate =
  "{{ bos_token }}{% for m in messages %}{{ m.role[0] + ':' + m.content }}{% endfor %}{% if add_generation_prompt %}>{% endif %}";

/** A complete folder; entries of `files` replace or, where null, leave out. Objects are written as JSON. */
export function tinyFolder(files: Readonly<Record<string, unknown>> = {}, name = 'tiny'): string {
  const folder = join(temporaryFolder(), name);
  const all: Record<string, unknown> = {
    'config.json': tinyConfig,
    'tokenizer.json': tinyTokenizer,
    'tokenizer_config.json': { bos_token: '<s>', eos_token: '</s>' },
    'chat_template.jinja': tinyTemplate,
    'generation_config.json': { eos_token_id: [2] },
    'model.safetensors': packTensors(tinyTensors()),
    ...files,
  };
  writeFiles(folder, all);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [file, content] of Object.entries(files)) {
    if (content === null) continue;
    const path = join(folder, file);
    mkdirSync(join(path, '..'), { recursive: true });
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, raw ? content : JSON.stringify(content));
  }
}

/** The call must fail with a GuardrailError of this code whose message matches, and with advice. */
export async function expectError(
  call: Promise<unknown> | (() => unknown),
  code: ErrorCode,
  message: RegExp,
) {
  const error = await Promise.resolve()
    .then(() => (typeof call === 'function' ? call() : call))
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  if (!(error instanceof GuardrailError))
    throw new Error(`expected ${code}, got ${String(error)}`, { cause: error });
  expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  expect(error.advice.length).toBeGreaterThan(10);
}
