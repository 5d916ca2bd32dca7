// Writes what a trainer on another machine needs of a *.train.json: its rows in the run's own split, the held-out prompts of
// its evaluations, the prompts of its safety probe, and what they are for.
import { join, resolve } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import {
  preparedFile,
  preparedFormat,
  type PreparedFor,
  type PreparedRunFacts,
} from '../../protocol/cluster';
import { isHubText, parseHubText } from '../../safety/subjects/hubText';
import { makeFolder, writeFileAtomically } from '../files/atomicFile';
import { writeJsonLines } from '../files/jsonLines';
import type { RunSettings } from '../training/config/runSettings';
import { parseRemoteConfig } from '../training/config/validateConfig';
import { openRewards } from '../training/loop/openScorer';
import { readTexts } from '../training/loop/readTexts';
import { probePrompts } from '../training/probe/probePrompts';
import { accuracyOf, readConfigText } from '../training/run/createRun';
import { openTask } from '../training/tasks/openDataset';
import { evaluationItems } from '../training/tasks/splitItems';
import type { TaskItem } from '../training/tasks/task';
import { rewardNames } from '../training/verifiers/combineRewards';
import { translateToTrl } from './trl/translateToTrl';
import type { TrlPlan } from './trl/trlPlan';
import { translateToVerl } from './verl/translateToVerl';
import type { VerlPlan } from './verl/verlPlan';
import { preparedProbe, preparedRow, type PreparedRow, type PreparedText } from './preparedRows';

export interface PrepareOptions {
  readonly configPath: string;
  /** Made where it is missing; files of an earlier preparation are replaced. */
  readonly folder: string;
  readonly mediaFolder: string;
  /** Also as a run of this trainer; null: only the data. */
  readonly trainer: PreparedFor | null;
}

/** @throws GuardrailError configInvalid, datasetInvalid, suiteInvalid, storeWriteFailed. */
export async function prepareRun(options: PrepareOptions): Promise<PreparedRunFacts> {
  const configPath = resolve(options.configPath);
  const { settings, model } = parseRemoteConfig(await readConfigText(configPath), configPath);
  const plan = planFor(settings, options.trainer);
  const rows = await rowsOf(settings);
  const { train, heldOut } = rows;
  const remarks = [...rows.remarks, ...((plan.trl ?? plan.verl)?.remarks ?? [])];
  const probe =
    settings.probe === null ? [] : await probePrompts(settings.probe, settings.seed, options.mediaFolder);

  const folder = resolve(options.folder);
  const path = (name: string): string => join(folder, name);
  await makeFolder(folder);
  await writeJsonLines(path('train.jsonl'), train);
  await writeJsonLines(path('held_out.jsonl'), heldOut);
  await writeJsonLines(path('probe.jsonl'), probe.map(preparedProbe));
  const prepared = { ...preparedRun(settings, model), ...plan, remarks };
  await writeFileAtomically(path(preparedFile), `${JSON.stringify(prepared, null, 2)}\n`);
  return { folder, train: train.length, heldOut: heldOut.length, probe: probe.length, remarks };
}

interface Plans {
  readonly trl: TrlPlan | null;
  readonly verl: VerlPlan | null;
}

function planFor(settings: RunSettings, trainer: PreparedFor | null): Plans {
  if (trainer === null) return { trl: null, verl: null };
  return trainer.name === 'trl'
    ? { trl: translateToTrl(settings, trainer.gpus), verl: null }
    : { trl: null, verl: translateToVerl(settings) };
}

/** What of the settings the rows and the rewards need; media/python reads it. */
function preparedRun(settings: RunSettings, model: string): object {
  const { method, rewards, probe } = settings;
  const names = rewardNames(rewards);
  return {
    format: preparedFormat,
    algorithm: settings.algorithm,
    ...modelThere(model),
    seed: settings.seed,
    rewards: rewards.map((spec, index) => ({ ...spec, name: names[index] })),
    chat_template_kwargs: settings.templateVariables,
    max_prompt_length: method.kind === 'online' ? method.maxPromptLength : null,
    max_length: method.kind === 'offline' ? method.maxLength : null,
    probe: probe === null ? null : { steps: probe.steps, max_new_tokens: probe.maxNewTokens },
    accuracy_of: accuracyOf(settings),
  };
}

/** What the other machine's transformers loads: a name on the hub is one there too. */
function modelThere(model: string): { readonly model: string; readonly model_revision?: string } {
  if (!isHubText(model)) return { model };
  const { repository, revision, path } = parseHubText(model);
  if (path !== null) {
    throw new GuardrailError(
      'configInvalid',
      `transformers loads no part of a repository by its name: ${model}.`,
      'Name the whole repository as the model, or a folder on the other machine.',
    );
  }
  return { model: repository, ...(revision === null ? {} : { model_revision: revision }) };
}

interface Rows {
  readonly train: readonly (PreparedRow | PreparedText)[];
  readonly heldOut: readonly (PreparedRow | PreparedText)[];
  readonly remarks: readonly string[];
}

async function rowsOf({ data, dataFolder, seed, evaluation, ...settings }: RunSettings): Promise<Rows> {
  if (data.type === 'text') {
    const texts = await readTexts(data, dataFolder, seed);
    const row = (text: string): PreparedText => ({ text });
    return { train: texts.train.map(row), heldOut: texts.heldOut.map(row), remarks: [] };
  }
  const task = await openTask(data, { seed, folder: dataFolder });
  const heldOut =
    evaluation === null ? task.heldOut : evaluationItems(task.heldOut, evaluation.prompts, data.seed ?? seed);
  await checkReferences(settings, [...task.train, ...heldOut]);
  return { train: task.train.map(preparedRow), heldOut: heldOut.map(preparedRow), remarks: task.remarks };
}

/** Before a cluster computes for hours with rewards that compare with nothing. */
async function checkReferences(
  { rewards, threads }: Pick<RunSettings, 'rewards' | 'threads'>,
  items: readonly TaskItem[],
): Promise<void> {
  const set = openRewards({ rewards, threads }, 'cpu');
  try {
    set.checkItems(items);
  } finally {
    await set.dispose();
  }
}
