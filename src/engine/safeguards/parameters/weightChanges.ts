// What a checkpoint changed of its base, tensor by tensor: an adapter's updates, other tensors, or both.
import { addLowRank } from '../../adapters/mergeAdapter';
import type { OpenCheckpoint, TensorSource } from '../../checkpoints/checkpoint';
import { parseModuleName } from '../../checkpoints/projections';
import { readFloats } from '../../checkpoints/safetensors/readFloats';

/**
 * float32, as long as the tensor; zeros where nothing changed. Where both share the tensor the change is the adapter's alone,
 * without the rounding of a sum with W.
 * @param tensor of the base; `checkpoint` has one of the same name and shape
 * @throws GuardrailError checkpointCorrupt
 */
export async function weightChange(tensor: TensorSource, checkpoint: OpenCheckpoint): Promise<Float32Array> {
  const other = checkpoint.tensors.get(tensor.name) ?? tensor;
  const change = sameTensor(tensor, other)
    ? new Float32Array(tensor.shape.reduce((product, size) => product * size, 1))
    : difference(await readFloats(other), await readFloats(tensor));
  const place = parseModuleName(tensor.name.replace(/\.weight$/u, ''));
  const update = place === null ? null : (checkpoint.adapter?.at(place.layer, place.projection) ?? null);
  if (update !== null) addLowRank(change, update);
  return change;
}

/** Whether a tensor lies at the same place of the same file. */
export function sameTensor(one: TensorSource, other: TensorSource): boolean {
  return one.file === other.file && one.offset === other.offset;
}

function difference(after: Float32Array, before: Float32Array): Float32Array {
  for (let i = 0; i < after.length; i++) after[i] = (after[i] ?? 0) - (before[i] ?? 0);
  return after;
}
