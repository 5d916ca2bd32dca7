// The data of a run, as the steps and evaluations want it: prompts, rows or pairs of tokens.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { OfflineSettings, OnlineSettings, RunSettings } from '../config/runSettings';
import { openTask } from '../tasks/openDataset';
import type { TaskItem } from '../tasks/task';
import { encodeItems, type EncodedItem } from './encodedItems';
import { completionRows, preferencePairs, textRows, type OfflineData } from './offlineRows';
import { readTexts } from './readTexts';
import type { SessionData } from './trainSession';

/** @throws GuardrailError datasetInvalid, templateInvalid. */
export async function openData(settings: RunSettings, tokenizer: ChatTokenizer): Promise<SessionData> {
  const { data, dataFolder: folder, seed, method } = settings;
  if (data.type === 'text') {
    const texts = await readTexts(data, folder, seed);
    const offline = method as OfflineSettings;
    const rows = (from: readonly string[]) => textRows(from, tokenizer, offline.maxLength, offline.packing);
    return {
      train: { kind: 'sft', rows: rows(texts.train) },
      heldOut: [],
      heldOutRows: texts.heldOut.length === 0 ? null : { kind: 'sft', rows: rows(texts.heldOut) },
      remarks: [],
    };
  }
  const task = await openTask(data, { seed, folder });
  const heldOutItems = settings.evaluation === null ? [] : task.heldOut.slice(0, settings.evaluation.prompts);
  const heldOut =
    settings.rewards.length === 0 ? [] : await heldOutPrompts(heldOutItems, settings, tokenizer);
  if (method.kind === 'online') return onlineData(settings, method, task, tokenizer, heldOut);
  const offline = (items: readonly TaskItem[]): Promise<OfflineData> =>
    offlineData(items, method, settings, tokenizer);
  return {
    train: await offline(task.train),
    heldOut,
    heldOutRows: heldOutItems.length === 0 ? null : await offline(heldOutItems),
    remarks: task.remarks,
  };
}

async function onlineData(
  settings: RunSettings,
  method: OnlineSettings,
  task: { readonly train: readonly TaskItem[]; readonly remarks: readonly string[] },
  tokenizer: ChatTokenizer,
  heldOut: readonly EncodedItem[],
): Promise<SessionData> {
  const { items, remarks } = await encodeItems(
    task.train,
    tokenizer,
    settings.templateVariables,
    method.maxPromptLength,
  );
  return {
    train: { kind: 'online', items },
    heldOut,
    heldOutRows: null,
    remarks: [...task.remarks, ...remarks],
  };
}

async function heldOutPrompts(
  items: readonly TaskItem[],
  settings: RunSettings,
  tokenizer: ChatTokenizer,
): Promise<readonly EncodedItem[]> {
  if (items.length === 0) return [];
  const longest =
    settings.method.kind === 'online' ? settings.method.maxPromptLength : settings.method.maxLength;
  return (await encodeItems(items, tokenizer, settings.templateVariables, longest)).items;
}

async function offlineData(
  items: readonly TaskItem[],
  { algorithm, maxLength }: OfflineSettings,
  { templateVariables }: RunSettings,
  tokenizer: ChatTokenizer,
): Promise<OfflineData> {
  return algorithm === 'sft'
    ? { kind: 'sft', rows: await completionRows(items, tokenizer, templateVariables, maxLength) }
    : { kind: 'dpo', pairs: await preferencePairs(items, tokenizer, templateVariables, maxLength) };
}
