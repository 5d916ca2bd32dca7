// Tasks of a user's own: the rows beside a manifest that says how their answers are verified.
import type { Suite, SuiteManifest } from '../../../protocol/suites';
import { promptNames } from '../../../safety/suites/parsePromptLines';
import type { Table } from '../../../safety/suites/table';
import { textColumn, valueOf } from '../../training/tasks/importers/rowImporter';
import { readRows, type DatasetRow } from '../../training/tasks/readRows';
import { taskSuite, type TaskRow } from './taskSuite';

/** Of a prompts.jsonl. @throws GuardrailError datasetInvalid, suiteInvalid */
export async function readOwnTasks(manifest: SuiteManifest, path: string): Promise<Suite> {
  return ownTasks(manifest, await readRows(path), path);
}

/** Of a prompts.csv: every column is text. @throws GuardrailError datasetInvalid, suiteInvalid */
export function ownTaskTable(manifest: SuiteManifest, { file, columns, rows }: Table): Promise<Suite> {
  const values = (cells: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  return ownTasks(
    manifest,
    rows.map(({ line, cells }) => ({ source: file, row: line, values: values(cells) })),
    file,
  );
}

function ownTasks(manifest: SuiteManifest, rows: readonly DatasetRow[], file: string): Promise<Suite> {
  const tasks = rows.map((row, index): TaskRow => {
    const named = promptNames.find((name) => valueOf(row, name) !== undefined) ?? promptNames[0];
    const id = valueOf(row, 'id');
    return {
      id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(index + 1),
      prompt: textColumn(row, named),
      category: valueOf(row, 'category') === undefined ? null : textColumn(row, 'category'),
      columns: row.values,
      line: row.row,
    };
  });
  return taskSuite(manifest, tasks, file);
}
