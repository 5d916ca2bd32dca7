// Train Checkpoint…: base, algorithm, data, name; each step with a default and a way back.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { window, workspace, type QuickPickItem } from 'vscode';
import { algorithmIds, algorithmLabels, type AlgorithmId } from '../../protocol/training';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import { checkpointItems } from '../checkpoints/checkpointItems';
import { resultsFolder } from '../checkpoints/resultsFolder';
import { askAll, pick, pickStep, type Step } from '../commands/multiStep';

const title = 'Train Checkpoint';

export type TrainingData =
  { readonly kind: 'arithmetic' | 'countdown' } | { readonly kind: 'file'; readonly path: string };

export interface TrainWizardResult {
  readonly base: CheckpointEntry;
  readonly algorithm: AlgorithmId;
  readonly data: TrainingData;
  /** With Parameter EMA and the settings that go with it. */
  readonly safeguarded: boolean;
  /** The configuration to be written; it does not exist. */
  readonly path: string;
}

interface Answers {
  readonly base: CheckpointEntry | null;
  readonly algorithm: AlgorithmId;
  readonly data: TrainingData | null;
  readonly safeguarded: boolean;
}

/** null when cancelled. */
export async function askTraining(
  checkpoints: readonly CheckpointEntry[],
  chosen: CheckpointEntry | null,
): Promise<TrainWizardResult | null> {
  const start: Answers = { base: chosen, algorithm: 'grpo', data: null, safeguarded: false };
  const steps: Step<Answers>[] = [...(chosen === null ? [askBase(checkpoints)] : []), askAlgorithm, askData];
  const answers = await askAll(start, () => steps);
  if (answers?.base == null || answers.data === null) return null;
  const { base, algorithm, data, safeguarded } = answers;
  return { base, algorithm, data, safeguarded, path: freePath(base, algorithm) };
}

function askBase(checkpoints: readonly CheckpointEntry[]): Step<Answers> {
  const bases = checkpointItems(checkpoints.filter(({ kind }) => kind !== 'adapter'));
  return pickStep({
    title,
    placeholder: () => 'Base: the checkpoint to train',
    items: () => bases,
    many: false,
    isChosen: ({ entry }, { base }) => entry.path === base?.path,
    answer: (answers, [first]) => ({ ...answers, base: first?.entry ?? null }),
  });
}

type AlgorithmItem = QuickPickItem & { readonly id: AlgorithmId; readonly safeguarded: boolean };

const algorithms: readonly AlgorithmItem[] = [
  ...algorithmIds.map((id): AlgorithmItem => {
    const { name, description } = algorithmLabels[id];
    return { label: name, description, id, safeguarded: false };
  }),
  {
    label: `${algorithmLabels.sft.name} with Parameter EMA`,
    description:
      'a low learning rate, large batches and averaged weights, so that less of the guardrail is lost',
    id: 'sft',
    safeguarded: true,
  },
];

const askAlgorithm: Step<Answers> = pickStep({
  title,
  placeholder: () => 'Algorithm: its usual settings are written out, and can be changed',
  items: () => algorithms,
  many: false,
  isChosen: ({ id, safeguarded }, answers) => id === answers.algorithm && safeguarded === answers.safeguarded,
  answer: (answers, [first]) => ({
    ...answers,
    algorithm: first?.id ?? answers.algorithm,
    safeguarded: first?.safeguarded ?? answers.safeguarded,
  }),
});

interface DataItem extends QuickPickItem {
  readonly source: TrainingData['kind'];
}

const file: DataItem = { label: 'A file…', description: '.jsonl, .json or .parquet', source: 'file' };
const generated: readonly DataItem[] = [
  { label: 'Arithmetic', description: 'sums, generated from the seed', source: 'arithmetic' },
  { label: 'Countdown', description: 'reach a target with given numbers, generated', source: 'countdown' },
];

const askData: Step<Answers> = async (answers, step, totalSteps) => {
  const items = [...generated, file];
  const result = await pick({
    title,
    step,
    totalSteps,
    placeholder: 'Data: what to train on',
    items,
    many: false,
    chosen: items.filter(({ source }) => source === answers.data?.kind),
  });
  if (typeof result === 'string') return result;
  const kind = result.answer[0]?.source ?? 'arithmetic';
  if (kind !== 'file') return { answer: { ...answers, data: { kind } } };
  const path = await askFile();
  return path === null ? 'cancelled' : { answer: { ...answers, data: { kind, path } } };
};

async function askFile(): Promise<string | null> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: 'Data to train on',
    openLabel: 'Use',
    filters: { 'Prompts with answers': ['jsonl', 'json', 'parquet'] },
    ...(folder === undefined ? {} : { defaultUri: folder }),
  });
  return chosen?.[0]?.fsPath ?? null;
}

/** A new file in the workspace, or beside the base, whose run's folder is free, too. */
function freePath(base: CheckpointEntry, algorithm: AlgorithmId): string {
  const folder = resultsFolder({ kind: 'checkpoint', entry: base });
  const stem = `${base.name}-${algorithm}`.replace(/[^\w.-]+/g, '-');
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    const path = join(folder, `${name}.train.json`);
    if (!existsSync(path) && !existsSync(join(folder, name))) return path;
  }
}
