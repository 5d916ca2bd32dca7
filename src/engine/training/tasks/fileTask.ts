// Opens a dataset file: rows, importer, templates, held-out split.
import { createHash } from 'node:crypto';
import { basename, isAbsolute, join } from 'node:path';
import { datasetError } from './datasetError';
import type { FileDatasetSpec } from './datasetSpec';
import { findImporter } from './importers/datasetImporters';
import { missingColumn, valueOf, type ItemDraft, type RowImporter } from './importers/rowImporter';
import { applyTemplates } from './promptTemplate';
import { readRows, type DatasetRow } from './readRows';
import { openingOf, sampleItems, splitItems, withoutShared } from './splitItems';
import type { Task, TaskItem } from './task';

const defaultTestSize = 0.1;
const idColumns = ['id', 'task_id', 'unique_id'] as const;

/** @throws GuardrailError datasetInvalid. `folder` is what relative paths are relative to. */
export async function openFileTask(spec: FileDatasetSpec, seed: number, folder: string): Promise<Task> {
  const path = resolveIn(folder, spec.path);
  const items = await readItems(path, spec);
  const remarks: string[] = [];
  const repeated = items.length - new Set(items.map(openingOf)).size;
  if (repeated > 0) {
    remarks.push(
      `${basename(path)}: ${repeated} of ${items.length} prompts open like another; such stay on one side of the split.`,
    );
  }
  const copies = items.length - new Set(items.map(contentOf)).size;
  if (copies > 0) {
    remarks.push(
      `${basename(path)}: ${copies} of ${items.length} rows are exact copies of another, and are learned as often as they stand there. Remove the copies where that is not meant.`,
    );
  }
  const { train, heldOut } =
    spec.test_path === undefined
      ? splitItems(items, spec.test_size ?? defaultTestSize, seed, path)
      : await splitByFile(items, spec, spec.test_path, { seed, folder, remarks });
  const used = spec.max_items === undefined ? train : sampleItems(train, spec.max_items, seed);
  return { train: used, heldOut, remarks };
}

/** All items of a file, in its order, none held out. @throws GuardrailError datasetInvalid */
export function readFileItems(spec: FileDatasetSpec, folder: string): Promise<readonly TaskItem[]> {
  return readItems(resolveIn(folder, spec.path), spec);
}

/** Equal for rows that say the same. A digest: the texts themselves are as long as the file, and longer. */
function contentOf({ context, prompt, columns, completion, preference }: TaskItem): string {
  // Whole numbers beyond 2^53 are BigInts.
  const exact = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
  const text = JSON.stringify([context, prompt, columns, completion, preference], exact);
  return createHash('sha256').update(text).digest('base64');
}

interface SplitContext {
  readonly seed: number;
  readonly folder: string;
  readonly remarks: string[];
}

async function splitByFile(
  items: readonly TaskItem[],
  spec: FileDatasetSpec,
  testPath: string,
  { seed, folder, remarks }: SplitContext,
): Promise<Pick<Task, 'train' | 'heldOut'>> {
  const path = resolveIn(folder, testPath);
  const all = (await readItems(path, spec)).map((item) => ({ ...item, id: `test/${item.id}` }));
  const size = spec.test_size ?? all.length;
  const heldOut = sampleItems(all, size < 1 ? Math.max(1, Math.round(all.length * size)) : size, seed);
  const train = withoutShared(items, all);
  if (train.length < items.length) {
    remarks.push(
      `${items.length - train.length} prompts of ${spec.path} are in ${testPath} too and are not trained on.`,
    );
  }
  if (train.length > 0) return { train, heldOut };
  throw datasetError(
    { source: path },
    'It has every prompt of the training file, so that none is left to train on.',
    'Give a test_path with other prompts, or leave it out and have test_size hold some out.',
  );
}

async function readItems(path: string, spec: FileDatasetSpec): Promise<readonly TaskItem[]> {
  const rows = (await readRows(path)).map((row) => renamed(row, spec.rename_columns));
  const [first, ...rest] = rows;
  if (first === undefined) throw new Error('readRows gave no rows');
  const importer = findImporter([first, ...rest], spec.format);
  const templates = {
    prompt: spec.prompt_template ?? null,
    completion: spec.completion_template ?? null,
    system: spec.system_prompt ?? null,
  };
  const idOf = idReader(rows);
  return rows.flatMap((row) =>
    readRow(importer, row).map((draft, turn, drafts) => ({
      id: drafts.length === 1 ? idOf(row) : `${idOf(row)}/${turn + 1}`,
      ...applyTemplates(draft, templates, path),
    })),
  );
}

function readRow(importer: RowImporter, row: DatasetRow): readonly ItemDraft[] {
  const drafts = importer.read(row);
  if (drafts.length > 0) return drafts;
  throw datasetError(
    { source: row.source, row: row.row },
    'There is no turn to answer.',
    'Leave the row out.',
  );
}

function renamed(row: DatasetRow, names: Readonly<Record<string, string>>): DatasetRow {
  const values = { ...row.values };
  for (const [from, to] of Object.entries(names)) {
    if (!Object.hasOwn(row.values, from)) throw missingColumn(row, from);
    values[to] = row.values[from];
    if (!Object.values(names).includes(from)) Reflect.deleteProperty(values, from);
  }
  return { ...row, values };
}

/** The dataset's own ids where every row has one and no two are the same; row numbers otherwise. */
function idReader(rows: readonly DatasetRow[]): (row: DatasetRow) => string {
  for (const column of idColumns) {
    const ids = rows.map((row) => valueOf(row, column));
    if (ids.every(isId) && new Set(ids.map(String)).size === ids.length) {
      return (row) => String(valueOf(row, column));
    }
  }
  return (row) => String(row.row);
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function resolveIn(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
