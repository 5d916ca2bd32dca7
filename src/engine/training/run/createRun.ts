// Makes a run's folder: the configuration as it is now, and a record that nothing has been done yet.
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { runFile } from '../../../protocol/training';
import type { RunSettings } from '../config/runSettings';
import { parseConfig, validateConfig } from '../config/validateConfig';
import { makeFolder, writeFileAtomically } from '../../files/atomicFile';
import { runFiles } from './runFiles';
import { writeRunRecord } from './runRecord';

/**
 * The folder of the new run: `output_dir`, or one named after the file, numbered where it is taken.
 * @throws GuardrailError configInvalid; storeInvalid where `output_dir` holds a run or anything else; storeWriteFailed.
 */
export async function createRun(
  configPath: string,
  versions: Readonly<Record<string, string>>,
): Promise<string> {
  const path = resolve(configPath);
  const text = await readConfigText(path);
  const settings = parseConfig(text, path);
  const folder = settings.outputFolder ?? freeFolder(path);
  if (await holdsRun(folder)) throw taken(folder);
  await makeFolder(folder);
  await writeFileAtomically(runFiles.config(folder), text);
  const now = new Date().toISOString();
  await writeRunRecord(folder, {
    format: 'guardrail-lens/training-run/1',
    configPath: path,
    algorithm: settings.algorithm,
    status: 'running',
    reason: null,
    remarks: [],
    startedAt: now,
    updatedAt: now,
    step: 0,
    maxSteps: settings.maxSteps ?? 0,
    versions: { ...versions },
  });
  return folder;
}

/** The newest run of a configuration, or null. @throws GuardrailError configInvalid. */
export async function latestRunOf(configPath: string): Promise<string | null> {
  const path = resolve(configPath);
  const { outputFolder } = parseConfig(await readConfigText(path), path);
  if (outputFolder !== null) return existsSync(join(outputFolder, runFile)) ? outputFolder : null;
  let latest: string | null = null;
  for (const folder of numberedFolders(path)) {
    if (!existsSync(folder)) return latest;
    if (existsSync(join(folder, runFile))) latest = folder;
  }
  return latest;
}

export interface RunConfig {
  readonly settings: RunSettings;
  /** Keys without effect, and a configuration that has changed since its run was made. */
  readonly remarks: readonly string[];
}

/** A run's own copy of its configuration; relative paths in it count from where it was made. @throws GuardrailError configInvalid. */
export async function readRunConfig(folder: string, configPath: string): Promise<RunConfig> {
  const own = runFiles.config(folder);
  const text = await readConfigText(own);
  const settings = parseConfig(text, configPath, own);
  const remarks = validateConfig(text, configPath).map(({ message }) => message);
  const original = await readFile(configPath, 'utf8').catch(() => text);
  if (original !== text) {
    remarks.push(
      `${configPath} has changed since this run was made. The run keeps to its own copy, ${own}; for the changed settings start a new run.`,
    );
  }
  return { settings, remarks };
}

/** @throws GuardrailError configInvalid where there is no such file. */
export async function readConfigText(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    // Opening a pipe would wait for its other end.
    if (!facts.isFile() && !facts.isDirectory()) throw notAFile(path);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof GuardrailError) throw cause;
    const isFolder = cause instanceof Error && 'code' in cause && cause.code === 'EISDIR';
    throw new GuardrailError(
      'configInvalid',
      isFolder ? `${path} is a folder, not a *.train.json.` : `There is no configuration ${path}.`,
      isFolder
        ? 'To go on with a run, give its folder (the one with run.json) and --resume.'
        : 'Check the path.',
      { cause },
    );
  }
}

/** Ours, or what another program left of a run or a model: none of it may be written over. */
async function holdsRun(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some(
    (name) =>
      name === runFile ||
      /^(?:trainer_state|adapter_config)\.json$|^checkpoint-\d+$|\.safetensors$/u.test(name),
  );
}

function notAFile(path: string): GuardrailError {
  return new GuardrailError('configInvalid', `${path} is not a file.`, 'Give the path of a *.train.json.');
}

function freeFolder(configPath: string): string {
  for (const folder of numberedFolders(configPath)) if (!existsSync(folder)) return folder;
  throw new RangeError('There is always a free number.');
}

/** x.train.json → x, x-2, x-3, … */
function* numberedFolders(configPath: string): Generator<string> {
  const name = basename(configPath).replace(/(\.train)?\.json$/i, '');
  const first = join(dirname(configPath), name === '' ? 'run' : name);
  yield first;
  for (let number = 2; ; number++) yield `${first}-${number}`;
}

function taken(folder: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${folder} holds a training run or a model already.`,
    'Set another output_dir, or resume the run (`--resume`) where it is one of Guardrail Lens.',
  );
}
