// Where the numbers of a model come from when it is trained: a checkpoint's files.
import { open } from 'node:fs/promises';
import { GuardrailError } from '../../../protocol/errors';
import type { TensorSource } from '../../checkpoints/checkpoint';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import type { BlockInput, FloatInput } from '../../models/inputWeights';
import { checkShape } from '../../models/checkShape';
import { float32Tensor, type RuntimeTensor } from '../../runtime/session';

export interface WeightSource {
  /**
   * A copy of a tensor's numbers, row-major.
   * @throws GuardrailError checkpointCorrupt where it is missing, has another shape, or is not finite
   */
  read(name: string, shape: readonly number[]): Promise<Float32Array>;
}

/** bfloat16 and float16 become float32. */
export function checkpointWeights(tensors: ReadonlyMap<string, TensorSource>): WeightSource {
  return {
    async read(name, shape) {
      const tensor = tensors.get(name);
      if (tensor === undefined) {
        throw new GuardrailError(
          'checkpointCorrupt',
          `The checkpoint has no tensor ${name}.`,
          'Check that every shard of the checkpoint is there and that config.json belongs to it.',
        );
      }
      checkShape(name, tensor.shape, shape);
      return readFloats(tensor);
    },
  };
}

/** The numbers of each input by its name. */
export async function readWeights(
  inputs: readonly FloatInput[],
  source: WeightSource,
): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>();
  for (const { value, tensors } of inputs) {
    const parts: Float32Array[] = [];
    for (const { name, shape } of tensors) parts.push(await source.read(name, shape));
    weights.set(value.name, joined(parts));
  }
  return weights;
}

/** `weights` (of readWeights) as a session takes them. @throws RangeError where one is missing */
export function weightFeeds(
  inputs: readonly FloatInput[],
  weights: ReadonlyMap<string, Float32Array>,
): Record<string, RuntimeTensor> {
  return Object.fromEntries(
    inputs.map(({ value }) => {
      const data = weights.get(value.name);
      if (data === undefined) throw new RangeError(`No numbers were read for ${value.name}.`);
      return [value.name, float32Tensor(data, value.shape.map(Number))];
    }),
  );
}

/** The bytes of each input by its name, as they lie in their files. */
export async function readBlocks(inputs: readonly BlockInput[]): Promise<Map<string, Uint8Array>> {
  const blocks = new Map<string, Uint8Array>();
  for (const { value, file, range } of inputs) {
    const bytes = new Uint8Array(range.byteLength);
    const handle = await open(file, 'r');
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, range.offset + done);
        if (bytesRead === 0) throw new RangeError(`${file} ends within ${value.name}.`);
        done += bytesRead;
      }
    } finally {
      await handle.close();
    }
    blocks.set(value.name, bytes);
  }
  return blocks;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
