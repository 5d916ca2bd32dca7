// What a path is, by its small files alone: no weights are read here, the engine does that when asked.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isLaterPart } from '../../protocol/checkpoints';
import { checkpointName } from '../../safety/subjects/checkpointName';
import { readSmallFile } from '../readSmallFile';
import { stepOf, type CheckpointEntry } from './checkpointEntry';
import { configString } from './configString';
import { isPolicyConfig } from './policyEntry';

/** With a line for every tensor. */
const largestFacts = 64_000_000;

/** The entry of a folder or file; null if it is no checkpoint. */
export async function readEntry(path: string, added: boolean): Promise<CheckpointEntry | null> {
  if (path.toLowerCase().endsWith('.gguf')) {
    return isLaterPart(path) ? null : entry(path, 'gguf', added, null, null);
  }
  const names = new Set(await namesIn(path));
  if (names.has('adapter_config.json')) {
    const baseName = await baseNameOf(join(path, 'adapter_config.json'));
    return entry(path, 'adapter', added, await localBase(path, baseName), baseName);
  }
  if (names.has('config.json') && [...names].some((name) => name.endsWith('.safetensors'))) {
    if (await isPolicyConfig(join(path, 'config.json'))) return null;
    const trained = stepOf(basename(path)) !== null;
    return entry(path, 'model', added, trained ? await baseOfRun(dirname(path)) : null, null);
  }
  return null;
}

function entry(
  path: string,
  kind: CheckpointEntry['kind'],
  added: boolean,
  basePath: string | null,
  baseName: string | null,
): CheckpointEntry {
  const folderName = basename(path);
  const step = stepOf(folderName);
  const run = step === null ? null : dirname(path);
  const name =
    run === null
      ? checkpointName(path.replace(/(?:-00001-of-\d{5})?\.gguf$/i, ''))
      : `${basename(run)}-step-${step ?? 0}`;
  return { path, name, kind, basePath, baseName, run, step, added, builtIn: false };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function baseNameOf(configPath: string): Promise<string | null> {
  const name = await configString(configPath, 'base_model_name_or_path');
  return name === '' ? null : name;
}

/** The base of one of our training runs, which saves full weights: its folder says where it lies. */
async function baseOfRun(run: string): Promise<string | null> {
  try {
    const text = await readSmallFile(join(run, 'base.json'), largestFacts);
    const facts: unknown = JSON.parse(text ?? 'null');
    if (typeof facts !== 'object' || facts === null || !('path' in facts)) return null;
    return typeof facts.path === 'string' ? facts.path : null;
  } catch {
    return null;
  }
}

/** A base that the adapter names by a path that exists; hub names are matched by the registry. */
async function localBase(adapterPath: string, baseName: string | null): Promise<string | null> {
  if (baseName === null) return null;
  const candidate = isAbsolute(baseName) ? baseName : resolve(adapterPath, baseName);
  try {
    await stat(candidate);
    return candidate;
  } catch {
    return null;
  }
}
