// Folds low-rank updates into the weights: W + scale · B·A in float32, written to a scratch file.
import type { LoraModule, TensorSource } from '../checkpoint';
import { readFloats } from '../safetensors/readFloats';
import { writeScratchFile } from '../scratchFile';

const sublayer: Readonly<Record<LoraModule['projection'], 'self_attn' | 'mlp'>> = {
  q_proj: 'self_attn',
  k_proj: 'self_attn',
  v_proj: 'self_attn',
  o_proj: 'self_attn',
  gate_proj: 'mlp',
  up_proj: 'mlp',
  down_proj: 'mlp',
};

export interface Merged {
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** The scratch file. */
  readonly file: string;
}

/** One tensor is in memory at a time. @throws GuardrailError storeWriteFailed, checkpointCorrupt, cancelled. */
export async function mergeLora(
  tensors: ReadonlyMap<string, TensorSource>,
  lora: readonly LoraModule[],
  scratchFolder: string,
  signal?: AbortSignal,
): Promise<Merged> {
  const jobs = lora.flatMap((module) => {
    const weight = tensors.get(
      `model.layers.${module.layer}.${sublayer[module.projection]}.${module.projection}.weight`,
    );
    return weight === undefined ? [] : [{ module, weight }];
  });
  const { sources, file } = await writeScratchFile(
    scratchFolder,
    jobs.map(({ module, weight }) => ({
      name: weight.name,
      shape: weight.shape,
      async read() {
        const floats = await readFloats(weight);
        addLowRank(floats, module);
        return floats;
      },
    })),
    signal,
  );
  const merged = new Map(tensors);
  for (const source of sources) merged.set(source.name, source);
  return { tensors: merged, file };
}

/** weight [out, in] += scale · B [out, rank] · A [rank, in], in place. */
export function addLowRank(weight: Float32Array, { rank, scale, a, b }: LoraModule): void {
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
