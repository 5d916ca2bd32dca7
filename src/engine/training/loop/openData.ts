// The data of a run, as the steps and evaluations want it: prompts, rows or pairs of tokens.
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { OfflineSettings, OnlineSettings, RunSettings } from '../config/runSettings';
import { openTask } from '../tasks/openDataset';
import { evaluationItems } from '../tasks/splitItems';
import type { TaskItem } from '../tasks/task';
import { encodeItems, type EncodedItems } from './encodedItems';
import { completionRows, preferencePairs, textRows, type OfflineData } from './offlineRows';
import { readTexts } from './readTexts';
import type { SessionData } from './trainSession';

/**
 * @param contextLength tokens that the model can hold: longer prompts and rows are left out or cut, whatever the settings allow.
 * @throws GuardrailError datasetInvalid, templateInvalid.
 */
export async function openData(
  asked: RunSettings,
  tokenizer: ChatTokenizer,
  contextLength: number,
): Promise<SessionData> {
  const settings = { ...asked, method: withinContext(asked.method, contextLength) };
  const { data, dataFolder: folder, seed, method } = settings;
  if (data.type === 'text') {
    const texts = await readTexts(data, folder, seed);
    const offline = method as OfflineSettings;
    const rows = (from: readonly string[]) => textRows(from, tokenizer, offline.maxLength, offline.packing);
    const train = rows(texts.train);
    if (train.length === 0) throw noTokens(data.path);
    return {
      train: { kind: 'sft', rows: train },
      heldOut: [],
      heldOutRows: texts.heldOut.length === 0 ? null : { kind: 'sft', rows: rows(texts.heldOut) },
      remarks: [],
    };
  }
  const task = await openTask(data, { seed, folder });
  const heldOutItems =
    settings.evaluation === null
      ? []
      : evaluationItems(task.heldOut, settings.evaluation.prompts, data.seed ?? seed);
  const heldOut =
    settings.rewards.length === 0 ? noPrompts : await heldOutPrompts(heldOutItems, settings, tokenizer);
  if (method.kind === 'online') return onlineData(settings, method, task, tokenizer, heldOut);
  const train = await offlineData(task.train, method, settings, tokenizer);
  const measured =
    heldOutItems.length === 0 ? null : await offlineData(heldOutItems, method, settings, tokenizer);
  return {
    train: train.data,
    heldOut: heldOut.items,
    heldOutRows: measured?.data ?? null,
    remarks: [
      ...task.remarks,
      ...train.remarks,
      ...ofHeldOut(heldOut.remarks),
      ...ofHeldOut(measured?.remarks ?? []),
    ],
  };
}

/** A completion needs at least one token behind its prompt. */
function withinContext(method: RunSettings['method'], contextLength: number): RunSettings['method'] {
  return method.kind === 'online'
    ? { ...method, maxPromptLength: Math.min(method.maxPromptLength, contextLength - 1) }
    : { ...method, maxLength: Math.min(method.maxLength, contextLength) };
}

const noPrompts: EncodedItems = { items: [], remarks: [] };

function ofHeldOut(remarks: readonly string[]): string[] {
  return remarks.map((remark) => `Held out: ${remark}`);
}

function noTokens(path: string): GuardrailError {
  return new GuardrailError(
    'datasetInvalid',
    `No text of ${path} has two tokens to learn from.`,
    "Check data.column and the checkpoint's tokenizer.",
  );
}

async function onlineData(
  settings: RunSettings,
  method: OnlineSettings,
  task: { readonly train: readonly TaskItem[]; readonly remarks: readonly string[] },
  tokenizer: ChatTokenizer,
  heldOut: EncodedItems,
): Promise<SessionData> {
  const { items, remarks } = await encodeItems(
    task.train,
    tokenizer,
    settings.templateVariables,
    method.maxPromptLength,
  );
  return {
    train: { kind: 'online', items },
    heldOut: heldOut.items,
    heldOutRows: null,
    remarks: [...task.remarks, ...remarks, ...ofHeldOut(heldOut.remarks)],
  };
}

async function heldOutPrompts(
  items: readonly TaskItem[],
  settings: RunSettings,
  tokenizer: ChatTokenizer,
): Promise<EncodedItems> {
  if (items.length === 0) return noPrompts;
  const longest =
    settings.method.kind === 'online' ? settings.method.maxPromptLength : settings.method.maxLength - 1;
  return encodeItems(items, tokenizer, settings.templateVariables, longest);
}

async function offlineData(
  items: readonly TaskItem[],
  { algorithm, maxLength }: OfflineSettings,
  { templateVariables }: RunSettings,
  tokenizer: ChatTokenizer,
): Promise<{ readonly data: OfflineData; readonly remarks: readonly string[] }> {
  if (algorithm === 'sft') {
    const { rows, remarks } = await completionRows(items, tokenizer, templateVariables, maxLength);
    return { data: { kind: 'sft', rows }, remarks };
  }
  const { rows: pairs, remarks } = await preferencePairs(items, tokenizer, templateVariables, maxLength);
  return { data: { kind: 'dpo', pairs }, remarks };
}
