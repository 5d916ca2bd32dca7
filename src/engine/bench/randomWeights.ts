// Random weights of a geometry as safetensors, written piece by piece and in shards: a checkpoint of billions of numbers takes no
// memory. Knows tensors and files, no configuration.
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../safety/random';
import type { Geometry } from './geometries';
import { writeJson } from './writeJson';

export interface RandomWeights {
  readonly geometry: Geometry;
  readonly dtype: 'F32' | 'BF16';
  readonly seed: number;
  /** Numbers after which they repeat, so that billions of them are written as fast as the disk takes them; absent: never. */
  readonly repeatAfter?: number;
  /** Of a file; 5 GB, as transformers cuts them, by default. */
  readonly shardBytes?: number;
}

interface Plan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly norm: boolean;
}

/** Numbers that are made and written at once: what a benchmark measures afterwards must not be this file's garbage. */
const pieceNumbers = 2 ** 16;

/** model.safetensors, or shards and their index. The same seed gives the same bytes. */
export async function writeRandomWeights(folder: string, options: RandomWeights): Promise<void> {
  const shards = shardsOf(options);
  const names = shards.map((_, index) =>
    shards.length === 1
      ? 'model.safetensors'
      : `model-${digits(index + 1)}-of-${digits(shards.length)}.safetensors`,
  );
  const next = randomBytes(options);
  for (const [index, plans] of shards.entries()) {
    await writeShard(join(folder, names[index] ?? ''), plans, options.dtype, next);
  }
  if (shards.length === 1) return;
  const places = shards.flatMap((plans, index) =>
    plans.map(({ name }) => [name, names[index] ?? ''] as const),
  );
  await writeJson(join(folder, 'model.safetensors.index.json'), { weight_map: Object.fromEntries(places) });
}

function digits(number: number): string {
  return String(number).padStart(5, '0');
}

function tensorsOf(geometry: Geometry): Plan[] {
  const { hiddenSize, intermediateSize, heads, kvHeads, vocabSize, layers, ownHead = false } = geometry;
  const keyValue = (hiddenSize / heads) * kvHeads;
  const matrix = (name: string, ...shape: number[]): Plan => ({ name, shape, norm: false });
  const norm = (name: string): Plan => ({ name, shape: [hiddenSize], norm: true });
  const block = (layer: number): Plan[] => {
    const at = `model.layers.${layer}`;
    return [
      norm(`${at}.input_layernorm.weight`),
      matrix(`${at}.mlp.down_proj.weight`, hiddenSize, intermediateSize),
      matrix(`${at}.mlp.gate_proj.weight`, intermediateSize, hiddenSize),
      matrix(`${at}.mlp.up_proj.weight`, intermediateSize, hiddenSize),
      norm(`${at}.post_attention_layernorm.weight`),
      matrix(`${at}.self_attn.k_proj.weight`, keyValue, hiddenSize),
      matrix(`${at}.self_attn.o_proj.weight`, hiddenSize, hiddenSize),
      matrix(`${at}.self_attn.q_proj.weight`, hiddenSize, hiddenSize),
      matrix(`${at}.self_attn.v_proj.weight`, keyValue, hiddenSize),
    ];
  };
  return [
    matrix('model.embed_tokens.weight', vocabSize, hiddenSize),
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    norm('model.norm.weight'),
    ...(ownHead ? [matrix('lm_head.weight', vocabSize, hiddenSize)] : []),
  ];
}

function elements({ shape }: Plan): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function shardsOf({ geometry, dtype, shardBytes = 5e9 }: RandomWeights): Plan[][] {
  const shards: Plan[][] = [];
  let used = Infinity;
  for (const plan of tensorsOf(geometry)) {
    const bytes = elements(plan) * sizeOf(dtype);
    if (used + bytes > shardBytes) {
      shards.push([]);
      used = 0;
    }
    shards.at(-1)?.push(plan);
    used += bytes;
  }
  return shards;
}

function sizeOf(dtype: RandomWeights['dtype']): number {
  return dtype === 'F32' ? 4 : 2;
}

/** The next bytes of at most so many numbers of a matrix. */
type NextBytes = (count: number) => Uint8Array;

async function writeShard(
  path: string,
  plans: readonly Plan[],
  dtype: RandomWeights['dtype'],
  next: NextBytes,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(headerOf(plans, dtype));
    for (const plan of plans) await writeTensor(file, plan, dtype, next);
  } finally {
    await file.close();
  }
}

async function writeTensor(
  file: FileHandle,
  plan: Plan,
  dtype: RandomWeights['dtype'],
  next: NextBytes,
): Promise<void> {
  const ones = (count: number): Uint8Array => bytesOf(new Float32Array(count).fill(1), dtype);
  let left = elements(plan);
  while (left > 0) {
    const bytes = (plan.norm ? ones : next)(Math.min(left, pieceNumbers));
    await file.writeFile(bytes);
    left -= bytes.byteLength / sizeOf(dtype);
  }
}

function headerOf(plans: readonly Plan[], dtype: RandomWeights['dtype']): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const plan of plans) {
    const bytes = elements(plan) * sizeOf(dtype);
    header[plan.name] = { dtype, shape: plan.shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/** Uniform with a standard deviation of 0.04: near enough to trained weights for timing. */
function randomBytes({ dtype, seed, repeatAfter }: RandomWeights): NextBytes {
  const random = seededRandom(seed);
  const values = new Float32Array(repeatAfter ?? pieceNumbers);
  const fill = (count: number): Float32Array => {
    for (let i = 0; i < count; i++) values[i] = (random() - 0.5) * 0.14;
    return values.subarray(0, count);
  };
  if (repeatAfter === undefined) return (count) => bytesOf(fill(count), dtype);
  const known = bytesOf(fill(repeatAfter), dtype);
  let at = 0;
  return (count) => {
    const from = at;
    at = Math.min(from + count, repeatAfter);
    const bytes = known.subarray(from * sizeOf(dtype), at * sizeOf(dtype));
    if (at === repeatAfter) at = 0;
    return bytes;
  };
}

function bytesOf(values: Float32Array, dtype: RandomWeights['dtype']): Uint8Array {
  return dtype === 'F32'
    ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    : bfloat16(values);
}

/** The upper halves of float32 numbers. */
function bfloat16(values: Float32Array): Uint8Array {
  const words = new Uint16Array(values.buffer, values.byteOffset, 2 * values.length);
  const halves = Uint16Array.from(values, (_, index) => words[2 * index + 1] ?? 0);
  return new Uint8Array(halves.buffer);
}
