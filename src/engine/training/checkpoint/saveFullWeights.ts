// All weights as a Hugging Face folder: configuration and tokenizer files of the base, trained tensors in place of its own.
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import { checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import { modelConfigFile } from '../../checkpoints/huggingface/modelConfigFile';
import { joinTensors } from '../../checkpoints/joinTensors';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { readJsonFile } from '../../files/jsonFile';
import type { Trainable } from '../model/trainingModel';
import { writeFailed, writeFileAtomically } from '../../files/atomicFile';
import { writeSafetensors, type TensorToWrite } from '../../checkpoints/safetensors/writeSafetensors';

/** Files that belong to a tokenizer or to generation; what a base lacks is left out. */
const companions = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
] as const;

/**
 * The folder of the base that has config.json (verl nests it).
 * @throws GuardrailError checkpointUnsupported where the base is no Hugging Face folder: a GGUF file has no such files.
 */
export function configFolder(basePath: string): string {
  const found = [basePath, join(basePath, 'huggingface'), join(basePath, 'actor', 'huggingface')].find(
    (folder) => existsSync(join(folder, 'config.json')),
  );
  if (found !== undefined) return found;
  throw checkpointUnsupported(
    `All weights of ${basePath} cannot be trained: the result could not be saved as a Hugging Face folder.`,
    'Train low-rank updates (remove full_parameter), or give the Hugging Face folder of this model.',
  );
}

/** @throws GuardrailError storeWriteFailed, checkpointUnsupported. */
export async function saveFullWeights(
  folder: string,
  base: Pick<OpenCheckpoint, 'config' | 'tensors'>,
  basePath: string,
  trainables: readonly Trainable[],
  dtype: 'float32' | 'bfloat16',
): Promise<void> {
  const from = configFolder(basePath);
  const trained = new Map(trainables.map((trainable) => [trainable.name, trainable.data]));
  const tensors = [...base.tensors.values()].map((source): TensorToWrite => ({
    name: source.name,
    shape: source.shape,
    dtype: dtype === 'float32' ? 'F32' : 'BF16',
    read: () => trained.get(source.name) ?? readFloats(source),
  }));
  await writeSafetensors(join(folder, 'model.safetensors'), joinTensors(tensors, base.config));
  await writeConfig(from, folder, dtype);
  for (const name of companions) {
    if (!existsSync(join(from, name))) continue;
    await copyFile(join(from, name), join(folder, name)).catch((cause: unknown) => {
      throw writeFailed(join(folder, name), cause);
    });
  }
}

async function writeConfig(from: string, folder: string, dtype: string): Promise<void> {
  const config = await readJsonFile(join(from, 'config.json'), z.looseObject({}), modelConfigFile);
  const key = config !== null && 'dtype' in config ? 'dtype' : 'torch_dtype';
  const text = JSON.stringify({ ...config, [key]: dtype }, null, 2);
  await writeFileAtomically(join(folder, 'config.json'), `${text}\n`);
}
