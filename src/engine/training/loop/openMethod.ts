// Opens the data of a run and chooses the method that learns from them: the one place where kinds of algorithms part.
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { RunSafeguards } from '../../safeguards/training/runSafeguards';
import type { OfflineAlgorithm, Reading } from '../algorithms/algorithm';
import type { OfflineSettings, OnlineSettings, RunSettings } from '../config/runSettings';
import type { TextDatasetSpec } from '../config/trainingData';
import { openTask } from '../tasks/openDataset';
import { evaluationItems } from '../tasks/splitItems';
import type { Task, TaskItem } from '../tasks/task';
import { encodeItems, type EncodedItem, type EncodedItems } from './encodedItems';
import { offlineMethod } from './offlineStep';
import { onlineMethod } from './onlineStep';
import { readTexts } from './readTexts';
import type { TrainMethod } from './trainMethod';

export interface OpenedMethod {
  readonly method: TrainMethod;
  /** Prompts that are answered and scored in evaluations; empty where nothing can be scored. */
  readonly heldOut: readonly EncodedItem[];
  /** What of the data is not used. */
  readonly remarks: readonly string[];
}

/** What is read with. */
interface Reader {
  readonly settings: RunSettings;
  readonly safeguards: Pick<RunSafeguards, 'moreItems' | 'checkItems'>;
  readonly tokenizer: ChatTokenizer;
  /** Tokens that the model can hold: longer prompts and rows are left out or cut, whatever the settings allow. */
  readonly contextLength: number;
}

/** @throws GuardrailError datasetInvalid, templateInvalid. */
export async function openMethod(reader: Reader): Promise<OpenedMethod> {
  const { data, dataFolder: folder, seed, method } = reader.settings;
  if (data.type === 'text') return openTexts(reader, data);
  const own = await openTask(data, { seed, folder });
  const task = { ...own, train: [...own.train, ...(await reader.safeguards.moreItems())] };
  reader.safeguards.checkItems(task.train);
  const heldOut = heldOutItems(reader.settings, task, data.seed ?? seed);
  const opened =
    method.kind === 'online'
      ? await openPrompts(reader, method, task, heldOut)
      : await openExamples(reader, method, task, heldOut);
  return { ...opened, remarks: [...opened.remarks, ...fewerThanAsked(reader.settings, task, heldOut)] };
}

function fewerThanAsked({ evaluation }: RunSettings, task: Task, asked: readonly TaskItem[]): string[] {
  if (evaluation === null || asked.length >= evaluation.prompts) return [];
  const repeated = asked.length < task.heldOut.length ? ` (repeated ones count once)` : '';
  const prompts = asked.length === 1 ? 'prompt' : 'prompts';
  return [
    `Evaluations ask ${asked.length} ${prompts}, not ${evaluation.prompts}: no more different ones are held out${repeated}. Raise data.test_size, or lower eval.num_prompts.`,
  ];
}

function heldOutItems({ evaluation }: RunSettings, { heldOut }: Task, seed: number): readonly TaskItem[] {
  return evaluation === null ? [] : evaluationItems(heldOut, evaluation.prompts, seed);
}

async function openPrompts(
  reader: Reader,
  online: OnlineSettings,
  task: Task,
  heldOutItems: readonly TaskItem[],
): Promise<OpenedMethod> {
  // A completion needs at least one token behind its prompt.
  const longest = Math.min(online.maxPromptLength, reader.contextLength - 1);
  const heldOut = await scoredPrompts(reader, heldOutItems, longest);
  const { items, remarks } = await encodeItems(
    task.train,
    reader.tokenizer,
    reader.settings.templateVariables,
    longest,
  );
  return {
    method: onlineMethod(online, items),
    heldOut: heldOut.items,
    remarks: [...task.remarks, ...remarks, ...ofHeldOut(heldOut.remarks)],
  };
}

async function openExamples(
  reader: Reader,
  offline: OfflineSettings,
  task: Task,
  heldOutItems: readonly TaskItem[],
): Promise<OpenedMethod> {
  const { algorithm } = offline;
  const reading = readingOf(reader, offline);
  const heldOut = await scoredPrompts(reader, heldOutItems, reading.maxLength - 1);
  const train = await algorithm.examples(task.train, reading);
  const measured = heldOutItems.length === 0 ? noRows : await algorithm.examples(heldOutItems, reading);
  return {
    method: offlineMethod(offline, { train: train.rows, heldOut: measured.rows }),
    heldOut: heldOut.items,
    remarks: [
      ...task.remarks,
      ...train.remarks,
      ...ofHeldOut(heldOut.remarks),
      ...ofHeldOut(measured.remarks),
    ],
  };
}

async function openTexts(reader: Reader, data: TextDatasetSpec): Promise<OpenedMethod> {
  const { dataFolder, seed, method } = reader.settings;
  if (method.kind === 'online' || method.algorithm.ofTexts === null) throw noTextMethod();
  const texts = await readTexts(data, dataFolder, seed);
  const reading = readingOf(reader, method);
  const train = method.algorithm.ofTexts(texts.train, reading);
  if (train.length === 0) throw noTokens(data.path);
  const heldOut = method.algorithm.ofTexts(texts.heldOut, reading);
  return { method: offlineMethod(method, { train, heldOut }), heldOut: [], remarks: [] };
}

function readingOf({ settings, tokenizer, contextLength }: Reader, offline: OfflineSettings): Reading {
  return {
    tokenizer,
    variables: settings.templateVariables,
    maxLength: Math.min(offline.maxLength, contextLength),
    packing: offline.packing,
  };
}

const noPrompts: EncodedItems = { items: [], remarks: [] };
const noRows: Awaited<ReturnType<OfflineAlgorithm['examples']>> = { rows: [], remarks: [] };

/** Held-out prompts, where there are verifiers to score their answers. */
async function scoredPrompts(
  { settings, tokenizer }: Reader,
  items: readonly TaskItem[],
  longest: number,
): Promise<EncodedItems> {
  if (settings.rewards.length === 0 || items.length === 0) return noPrompts;
  return encodeItems(items, tokenizer, settings.templateVariables, longest);
}

function ofHeldOut(remarks: readonly string[]): string[] {
  return remarks.map((remark) => `Held out: ${remark}`);
}

/** A checked configuration does not come here. */
function noTextMethod(): RangeError {
  return new RangeError('The algorithm does not learn from plain texts.');
}

function noTokens(path: string): GuardrailError {
  return new GuardrailError(
    'datasetInvalid',
    `No text of ${path} has two tokens to learn from.`,
    "Check data.column and the checkpoint's tokenizer.",
  );
}
