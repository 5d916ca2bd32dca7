// Folds an adapter into the weights: W + scale · B·A in float32, written to a scratch file.
import type { TensorSource } from '../checkpoints/checkpoint';
import { moduleName } from '../checkpoints/projections';
import { readFloats } from '../checkpoints/safetensors/readFloats';
import { writeScratchFile, type ScratchTensor } from '../checkpoints/scratchFile';
import type { Adapter, AdapterModule } from './adapter';

export interface Merged {
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** The scratch file. */
  readonly file: string;
}

/** One tensor is in memory at a time. @throws GuardrailError storeWriteFailed, checkpointCorrupt, cancelled. */
export async function mergeAdapter(
  tensors: ReadonlyMap<string, TensorSource>,
  adapter: Adapter,
  scratchFolder: string,
  signal?: AbortSignal,
): Promise<Merged> {
  const { sources, file } = await writeScratchFile(scratchFolder, mergedTensors(tensors, adapter), signal);
  const merged = new Map(tensors);
  for (const source of sources) merged.set(source.name, source);
  return { tensors: merged, file };
}

/** The weights that the adapter changes, with their change; read one by one. */
export function mergedTensors(
  tensors: ReadonlyMap<string, TensorSource>,
  adapter: Pick<Adapter, 'modules'>,
): ScratchTensor[] {
  return adapter.modules.flatMap((module) => {
    const weight = tensors.get(`${moduleName(module)}.weight`);
    if (weight === undefined) return [];
    const read = async (): Promise<Float32Array> => {
      const floats = await readFloats(weight);
      addLowRank(floats, module);
      return floats;
    };
    return [{ name: weight.name, shape: weight.shape, read }];
  });
}

/** weight [out, in] += scale · B [out, rank] · A [rank, in], in place. */
export function addLowRank(weight: Float32Array, { rank, scale, a, b }: AdapterModule): void {
  const inputs = a.length / rank;
  const out = b.length / rank;
  // Sums of one row in double precision, rounded once.
  const delta = new Float64Array(inputs);
  for (let row = 0; row < out; row++) {
    delta.fill(0);
    for (let k = 0; k < rank; k++) {
      const factor = b[row * rank + k] ?? 0;
      if (factor === 0) continue;
      const start = k * inputs;
      for (let i = 0; i < inputs; i++) delta[i] = (delta[i] ?? 0) + factor * (a[start + i] ?? 0);
    }
    const start = row * inputs;
    for (let i = 0; i < inputs; i++) weight[start + i] = (weight[start + i] ?? 0) + scale * (delta[i] ?? 0);
  }
}
