// Tiny checkpoints of every architecture, whose weights follow from a hash as in architectureGolden.py, with PyTorch's goldens.
// Support for tests; holds no test itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fixtures,
  packTensors,
  temporaryFolder,
  tinyFolder,
  writeFiles,
  type TinyTensor,
} from '../checkpoints/tinyFolders';

export interface GradientGolden {
  readonly norm: number;
  /** With four patterns of signs. */
  readonly products: readonly number[];
}

export interface ArchitectureGolden {
  /** config.json as transformers writes it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly normCentre: number;
  /** Name → shape. */
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly prompt: readonly number[];
  /** [prompt, vocabulary], little-endian float32. */
  readonly logits: string;
  readonly greedy: readonly number[];
  /** Over the same checkpoint, by the same hash. */
  readonly adapter?: {
    /** adapter_config.json as PEFT writes it. */
    readonly config: Readonly<Record<string, unknown>>;
    readonly tensors: Readonly<Record<string, readonly number[]>>;
    readonly logits: string;
  };
  readonly training: {
    readonly temperature: number;
    readonly ids: readonly (readonly number[])[];
    readonly scored: readonly (readonly number[])[];
    readonly weights: readonly number[];
    readonly logprobs: readonly number[];
    readonly entropySum: number;
    readonly gradients: Readonly<Record<string, GradientGolden>>;
  };
}

const folder = join(fixtures, 'architectures');

export const architectureGoldens = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

export function readArchitectureGolden(name: string): ArchitectureGolden {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ArchitectureGolden;
}

/** Numbers in [−1, 1): FNV-1a of the name, mixed with the place. */
function hashed(name: string, count: number): Float64Array {
  let seed = 2166136261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Float64Array.from({ length: count }, (_, place) => {
    let mixed = (Math.imul(place, 2654435761) + seed) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489917);
    mixed ^= mixed >>> 16;
    return (mixed >>> 8) / 2 ** 23 - 1;
  });
}

function hashedTensors(
  shapes: ArchitectureGolden['tensors'],
  valueOf: (name: string, hash: number) => number,
): Record<string, TinyTensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const count = shape.reduce((x, y) => x * y, 1);
      return [name, { shape, data: Float32Array.from(hashed(name, count), (x) => valueOf(name, x)) }];
    }),
  );
}

/** The folder of the golden's checkpoint, made anew. */
export function architectureFolder(golden: ArchitectureGolden): string {
  const tensors = hashedTensors(golden.tensors, (name, x) =>
    name.includes('norm') ? golden.normCentre + 0.25 * x : 0.5 * x,
  );
  return tinyFolder({ 'config.json': golden.config, 'model.safetensors': packTensors(tensors) });
}

/** The folder of the golden's adapter. */
export function adapterFolder(adapter: NonNullable<ArchitectureGolden['adapter']>): string {
  const path = join(temporaryFolder(), 'adapter');
  writeFiles(path, {
    'adapter_config.json': adapter.config,
    'adapter_model.safetensors': packTensors(hashedTensors(adapter.tensors, (_, x) => 0.5 * x)),
  });
  return path;
}
