// A Hugging Face folder of weights: configuration and tokenizer files are those of the base.
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { joinTensors } from '../../checkpoints/joinTensors';
import { modelConfigFile } from '../../checkpoints/huggingface/modelConfigFile';
import { readJsonFile } from '../../files/jsonFile';
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
    `What is made of ${basePath} is saved as a Hugging Face folder, for which it lacks the files.`,
    'Give the Hugging Face folder of this model, or train a policy by low-rank updates (without full_parameter).',
  );
}

type Dtype = 'float32' | 'bfloat16';

export interface ModelFolderOptions {
  /** Of the base. */
  readonly config: ModelConfig;
  readonly dtype: Dtype;
  /** Keys of config.json that become others. */
  readonly change?: Readonly<Record<string, unknown>>;
}

/**
 * `from`: configFolder(base).
 * @throws GuardrailError storeWriteFailed.
 */
export async function writeModelFolder(
  folder: string,
  from: string,
  tensors: readonly Omit<TensorToWrite, 'dtype'>[],
  { config, dtype, change = {} }: ModelFolderOptions,
): Promise<void> {
  const typed = tensors.map(({ name, shape, read }): TensorToWrite => ({
    name,
    shape,
    read,
    dtype: dtype === 'float32' ? 'F32' : 'BF16',
  }));
  await writeSafetensors(join(folder, 'model.safetensors'), joinTensors(typed, config));
  await writeConfig(from, folder, dtype, change);
  await copyCompanions(from, folder);
}

/** Files of the tokenizer and of generation that `from` has. @throws GuardrailError storeWriteFailed. */
export async function copyCompanions(from: string, folder: string): Promise<void> {
  for (const name of companions) {
    if (!existsSync(join(from, name))) continue;
    await copyFile(join(from, name), join(folder, name)).catch((cause: unknown) => {
      throw writeFailed(join(folder, name), cause);
    });
  }
}

async function writeConfig(from: string, folder: string, dtype: Dtype, change: object): Promise<void> {
  const config = await readJsonFile(join(from, 'config.json'), z.looseObject({}), modelConfigFile);
  const key = config !== null && 'dtype' in config ? 'dtype' : 'torch_dtype';
  const text = JSON.stringify({ ...config, [key]: dtype, ...change }, null, 2);
  await writeFileAtomically(join(folder, 'config.json'), `${text}\n`);
}
