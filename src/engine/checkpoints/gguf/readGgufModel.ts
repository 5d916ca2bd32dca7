// What a GGUF model says of its model: metadata, configuration and where the tensors lie. Reads no weight but the short list of
// frequencies that belongs to the configuration.
import type { ModelConfig } from '../checkpoint';
import { corruptGguf } from './corruptGguf';
import { ggufConfig } from './ggufConfig';
import type { GgufFiles } from './ggufFiles';
import { readFully, type GgufTensor } from './ggufHeader';
import type { GgufMetadata } from './ggufMetadata';
import { ggufTensors, type NamedTensor } from './ggufTensors';

export interface GgufModel {
  readonly metadata: GgufMetadata;
  readonly config: ModelConfig;
  readonly sources: readonly NamedTensor[];
}

/** @throws GuardrailError checkpointCorrupt, checkpointUnsupported */
export async function readGgufModel(files: GgufFiles): Promise<GgufModel> {
  const { metadata, tensors } = files;
  const description = ggufConfig(metadata, tensors, {
    frequencies: await readDivisors(files, tensors.get('rope_freqs.weight')),
    short: await readDivisors(files, tensors.get('rope_factors_short.weight')),
  });
  return { metadata, config: description.config, sources: ggufTensors(description, tensors) };
}

/** Float32, or null where the file has no such tensor. */
async function readDivisors(
  { handles }: GgufFiles,
  tensor: GgufTensor | undefined,
): Promise<Float32Array | null> {
  const file = tensor === undefined ? undefined : handles[tensor.file];
  if (tensor === undefined || file === undefined) return null;
  // The largest head dimension in use is 256; more is a false shape, not a reason to read gigabytes.
  if (tensor.type.name !== 'F32' || tensor.elements > 4096) {
    throw corruptGguf(`${tensor.name} is no short list of F32 numbers`);
  }
  const divisors = new Float32Array(tensor.elements);
  await readFully(file, new Uint8Array(divisors.buffer), tensor.offset);
  if (divisors.some((divisor) => !(divisor > 0 && divisor < Infinity))) {
    throw corruptGguf(`${tensor.name} has entries that are not positive numbers`);
  }
  return divisors;
}
