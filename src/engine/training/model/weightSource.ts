// Where the numbers of a model come from when it is trained: a checkpoint's files.
import { GuardrailError } from '../../../protocol/errors';
import type { TensorSource } from '../../checkpoints/checkpoint';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import type { WeightInput } from '../../models/inputWeights';

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
      checkShape(name, shape, tensor?.shape);
      if (tensor === undefined) throw new RangeError(name);
      return readFloats(tensor);
    },
  };
}

/** The numbers of each input by its name. */
export async function readWeights(
  inputs: readonly WeightInput[],
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

function checkShape(name: string, wanted: readonly number[], found: readonly number[] | undefined): void {
  if (found === undefined) {
    throw new GuardrailError(
      'checkpointCorrupt',
      `The checkpoint has no tensor ${name}.`,
      'Check that every shard of the checkpoint is there and that config.json belongs to it.',
    );
  }
  if (found.length === wanted.length && found.every((size, axis) => size === wanted[axis])) return;
  throw new GuardrailError(
    'checkpointCorrupt',
    `Tensor ${name} has shape [${found.join(', ')}]; config.json asks for [${wanted.join(', ')}].`,
    'Check that config.json belongs to these weights.',
  );
}
