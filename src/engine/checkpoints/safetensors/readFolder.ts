// All tensors of a folder: model.safetensors, or the shards that model.safetensors.index.json names. Knows no model.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { throwIfCancelled } from '../../cancellation';
import { readJsonFile } from '../../files/jsonFile';
import { checkpointCorrupt, checkpointFile, checkpointNotFound } from '../checkpointErrors';
import type { RawTensor } from '../fingerprints';
import { noSafetensors } from './noSafetensors';
import { readSafetensorsHeader } from './readHeader';

const indexName = 'model.safetensors.index.json';
const maxIndexBytes = 64_000_000;
const maxShards = 2000;

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Every tensor by name.
 * @throws GuardrailError checkpointUnsupported (no safetensors; says how to convert), checkpointCorrupt, checkpointNotFound.
 */
export async function readSafetensorsFolder(
  folder: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, RawTensor>> {
  const names = await readdir(folder);
  // transformers prefers the single file too.
  if (names.includes('model.safetensors')) {
    return (await readSafetensorsHeader(join(folder, 'model.safetensors'))).tensors;
  }
  if (!names.includes(indexName)) throw noSafetensors(folder, names);
  const index = await readJsonFile(join(folder, indexName), indexSchema, checkpointFile(maxIndexBytes));
  if (index === null) throw checkpointNotFound(`${indexName} leads nowhere.`, 'Fetch it again.');
  const wanted = new Map<string, string[]>();
  for (const [tensor, file] of Object.entries(index.weight_map)) {
    if (!isPlainFileName(file)) {
      throw checkpointCorrupt(
        `${indexName} puts tensor ${tensor} into "${file}", which is not a plain file name in the folder.`,
        'An index that points outside its folder is not trusted: download the checkpoint from its source again.',
      );
    }
    const tensors = wanted.get(file);
    if (tensors === undefined) wanted.set(file, [tensor]);
    else tensors.push(tensor);
  }
  if (wanted.size > maxShards) throw checkpointCorrupt(`${indexName} names ${wanted.size} files.`);
  const missing = [...wanted.keys()].filter((file) => !names.includes(file));
  if (missing.length > 0) {
    throw checkpointNotFound(
      `${folder} lacks ${missing.length} of ${wanted.size} weight files: ${missing.slice(0, 3).join(', ')}.`,
      'The download is incomplete: fetch the missing files.',
    );
  }
  const all = new Map<string, RawTensor>();
  for (const [file, tensors] of wanted) {
    throwIfCancelled(signal);
    const shard = await readSafetensorsHeader(join(folder, file));
    for (const name of tensors) {
      const tensor = shard.tensors.get(name);
      if (tensor === undefined) {
        throw checkpointCorrupt(`${indexName} says that ${file} has tensor ${name}, but it has not.`);
      }
      all.set(name, tensor);
    }
  }
  return all;
}

/** Links are followed (the Hugging Face cache is made of them); names that walk to another folder are not. */
function isPlainFileName(name: string): boolean {
  return /^[^/\\:\0]+\.safetensors$/.test(name) && !name.startsWith('..');
}
