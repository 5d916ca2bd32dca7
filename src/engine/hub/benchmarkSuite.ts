// A suite in our own format, made of a published file whose header says nothing of its kind.
import { join } from 'node:path';
import type { CatalogueEntry, SuiteRecipe } from '../../safety/suites/catalogue/catalogueEntry';
import { noCategory } from '../../safety/suites/parsePromptLines';
import { suiteError } from '../../safety/suites/suiteError';
import { columnReader } from '../../safety/suites/table';
import { makeFolder, writeFileAtomically } from '../files/atomicFile';
import { manifestName, promptsNames } from '../suites/suiteFolder';
import { readCsv } from '../suites/readCsv';
import { readText } from '../suites/suiteFiles';
import { readRows } from '../training/tasks/readRows';

interface Row {
  readonly id: string;
  readonly prompt: string;
  readonly category: string;
}

/**
 * Writes the suite's folder and gives its path.
 * @throws GuardrailError suiteInvalid, datasetInvalid where the file is not what the catalogue says, storeWriteFailed
 */
export async function writeBenchmarkSuite(
  folder: string,
  file: string,
  recipe: SuiteRecipe,
  { licence, citation }: CatalogueEntry,
): Promise<string> {
  const rows = (await readValues(join(folder, file))).flatMap((values, index) =>
    rowOf(values, index, recipe),
  );
  if (rows.length === 0) {
    throw suiteError(
      { file },
      `There are no rows of ${recipe.title} in it.`,
      'It was changed by its authors: see its page.',
    );
  }
  const { id, title, kind, version, metric } = recipe;
  const categories = [...new Set(rows.map(({ category }) => category))];
  const manifest = { id, version, title, licence, citation, kind, categories, metric };
  const target = join(folder, id);
  await makeFolder(target);
  await writeFileAtomically(
    join(target, promptsNames[0]),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  );
  await writeFileAtomically(join(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  return target;
}

type Values = (column: string) => string | null;

/** Rows of CSV or Parquet by the lower-case names of their columns. */
async function readValues(path: string): Promise<Values[]> {
  if (path.toLowerCase().endsWith('.csv')) {
    const table = readCsv(await readText(path), path);
    return table.rows.map((row) => (column) => columnReader(table, column)(row));
  }
  return (await readRows(path)).map(({ values }) => (column) => {
    const key = Object.keys(values).find((name) => name.toLowerCase() === column);
    const value = key === undefined ? null : values[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  });
}

function rowOf(values: Values, index: number, recipe: SuiteRecipe): Row[] {
  const { prompt, rowId, only } = recipe;
  if (only !== undefined && values(only.column) !== only.value) return [];
  const text = values(prompt);
  if (text === null || text.trim() === '') return [];
  const category = values(recipe.category)?.trim() ?? '';
  return [
    {
      id: (rowId === undefined ? null : values(rowId)) ?? String(index),
      prompt: text,
      category: category === '' ? noCategory : category,
    },
  ];
}
