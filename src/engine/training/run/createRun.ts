// Makes a run's folder: the configuration as it is now, and a record that nothing has been done yet.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { runFile } from '../../../protocol/training';
import { formatList } from '../../../safety/presentation/numbers';
import type { RunSettings } from '../config/runSettings';
import { changedKeys } from '../config/changedKeys';
import { parseConfig, validateConfig } from '../config/validateConfig';
import { rewardNames } from '../verifiers/combineRewards';
import { makeFolder, writeFileAtomically } from '../../files/atomicFile';
import { readTextFile, type FileKind } from '../../files/textFile';
import { runFiles } from './runFiles';
import { writeRunRecord, type RunRecord } from './runRecord';

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
    accuracyOf: accuracyOf(settings),
    askedSteps: null,
    startedAt: now,
    updatedAt: now,
    step: 0,
    maxSteps: settings.maxSteps ?? 0,
    versions: { ...versions },
  });
  return folder;
}

/** What the held-out accuracy of these settings is of. */
export function accuracyOf({ evaluation }: RunSettings): RunRecord['accuracyOf'] {
  const reward = evaluation?.reward ?? null;
  return evaluation === null || reward === null ? null : { reward, threshold: evaluation.threshold };
}

/** A configuration of which no run is made yet. @throws GuardrailError configInvalid. */
export async function readNewConfig(configPath: string, askedSteps: number | null): Promise<RunConfig> {
  const path = resolve(configPath);
  const text = await readConfigText(path);
  const settings = parseConfig(text, path);
  const asked = { ...settings, maxSteps: askedSteps ?? settings.maxSteps };
  const remarks = validateConfig(text, path).map(({ message }) => message);
  return { settings: asked, remarks: [...remarks, ...runRemarks(asked, { askedSteps })] };
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
export async function readRunConfig(folder: string, record: RunRecord): Promise<RunConfig> {
  const { configPath } = record;
  const own = runFiles.config(folder);
  const text = await readConfigText(own);
  const settings = asBegun(parseConfig(text, configPath, own), record);
  const remarks = validateConfig(text, configPath).map(({ message }) => message);
  const original = await readConfigText(configPath).catch(() => text);
  const changed = changedKeys(text, original);
  if (changed === null || changed.length > 0) {
    const what = changed === null ? '' : `: ${formatList(changed, 8)}`;
    remarks.push(
      `${configPath} has changed since this run was made${what}. The run keeps to its own copy, ${own}; for the changed settings start a new run.`,
    );
  }
  return { settings, remarks: [...remarks, ...runRemarks(settings, record)] };
}

/** What was asked for besides the file, and what the figures so far are of. */
function asBegun(settings: RunSettings, { askedSteps, accuracyOf: known, step }: RunRecord): RunSettings {
  const { evaluation } = settings;
  // Earlier versions took the first reward and did not say so.
  const reward = known?.reward ?? (step > 0 ? rewardNames(settings.rewards)[0] : undefined);
  return {
    ...settings,
    maxSteps: askedSteps ?? settings.maxSteps,
    evaluation: evaluation === null || reward === undefined ? evaluation : { ...evaluation, reward },
  };
}

function runRemarks(settings: RunSettings, { askedSteps }: Pick<RunRecord, 'askedSteps'>): string[] {
  const of = accuracyOf(settings);
  const remarks: string[] = [];
  if (of !== null && settings.rewards.length > 1) {
    remarks.push(
      `Held-out accuracy counts the answers to which the reward "${of.reward}" gives ${of.threshold} or more, and the best checkpoint is picked by it; eval.reward names another.`,
    );
  }
  if (askedSteps !== null) {
    const { schedule } = settings.optimizer;
    const rate =
      schedule === 'constant' ? '' : ` The ${schedule} learning-rate schedule is that of so many steps.`;
    remarks.push(`The run goes to step ${askedSteps} (--max-steps), whatever its configuration says.${rate}`);
  }
  return remarks;
}

/** @throws GuardrailError configInvalid where there is no such file, or it is none. */
export async function readConfigText(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  const text = isFolder ? null : await readTextFile(path, configFile);
  if (text !== null) return text;
  throw new GuardrailError(
    'configInvalid',
    isFolder ? `${path} is a folder, not a *.train.json.` : `There is no configuration ${path}.`,
    isFolder
      ? 'To go on with a run, give its folder (the one with run.json) and --resume.'
      : 'Check the path.',
  );
}

const configFile: FileKind = {
  maxBytes: 4_000_000,
  broken: { code: 'configInvalid', advice: 'Give the path of a *.train.json.' },
};

/** Ours, or what another program left of a run or a model: none of it may be written over. */
async function holdsRun(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some(
    (name) =>
      name === runFile ||
      /^(?:trainer_state|adapter_config)\.json$|^checkpoint-\d+$|\.safetensors$/u.test(name),
  );
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
