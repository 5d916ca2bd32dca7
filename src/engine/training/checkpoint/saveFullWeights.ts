// All weights as a Hugging Face folder: trained tensors in place of the base's own.
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import type { Trainable } from '../model/trainingModel';
import { configFolder, writeModelFolder } from './modelFolder';

/** @throws GuardrailError storeWriteFailed, checkpointUnsupported. */
export async function saveFullWeights(
  folder: string,
  base: Pick<OpenCheckpoint, 'config' | 'tensors'>,
  basePath: string,
  trainables: readonly Trainable[],
  dtype: 'float32' | 'bfloat16',
): Promise<void> {
  const trained = new Map(trainables.map((trainable) => [trainable.name, trainable.data]));
  const tensors = [...base.tensors.values()].map((source) => ({
    name: source.name,
    shape: source.shape,
    read: () => trained.get(source.name) ?? readFloats(source),
  }));
  await writeModelFolder(folder, configFolder(basePath), tensors, { config: base.config, dtype });
}
