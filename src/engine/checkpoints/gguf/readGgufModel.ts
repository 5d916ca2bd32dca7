// What a GGUF file says of its model: metadata, configuration and where the tensors lie. Reads no weight but the short list of
// frequencies that belongs to the configuration.
import type { FileHandle } from 'node:fs/promises';
import { GuardrailError } from '../../../protocol/errors';
import type { ModelConfig } from '../checkpoint';
import { corruptGguf } from './corruptGguf';
import { ggufConfig } from './ggufConfig';
import { readFully, readGgufHeader, type GgufTensor } from './ggufHeader';
import { GgufMetadata } from './ggufMetadata';
import { ggufTensors, type NamedTensor } from './ggufTensors';

export interface GgufModel {
  readonly metadata: GgufMetadata;
  readonly config: ModelConfig;
  readonly sources: readonly NamedTensor[];
}

/** @throws GuardrailError checkpointCorrupt, checkpointUnsupported */
export async function readGgufModel(file: FileHandle): Promise<GgufModel> {
  const header = await readGgufHeader(file);
  const metadata = new GgufMetadata(header.metadata);
  refuseSplit(metadata);
  const description = ggufConfig(metadata, header.tensors, {
    frequencies: await readDivisors(file, header.tensors.get('rope_freqs.weight')),
    short: await readDivisors(file, header.tensors.get('rope_factors_short.weight')),
  });
  return { metadata, config: description.config, sources: ggufTensors(description, header.tensors) };
}

function refuseSplit(metadata: GgufMetadata): void {
  const parts = metadata.count('split.count') ?? 1;
  if (parts <= 1) return;
  throw new GuardrailError(
    'checkpointUnsupported',
    `The GGUF file is one of ${parts} parts of a split model.`,
    'Join the parts first: llama-gguf-split --merge <first part> <whole file>.',
  );
}

/** Float32, or null where the file has no such tensor. */
async function readDivisors(file: FileHandle, tensor: GgufTensor | undefined): Promise<Float32Array | null> {
  if (tensor === undefined) return null;
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
