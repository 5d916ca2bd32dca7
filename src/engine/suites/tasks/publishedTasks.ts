// GSM8K, MATH-500, MBPP and HumanEval as their authors publish them: what each is called, how it is asked and scored. The rows
// are read by the training's importers.
import { findImporter } from '../../training/tasks/importers/datasetImporters';
import { valueOf, type ItemDraft } from '../../training/tasks/importers/rowImporter';
import { readRows, type DatasetRow } from '../../training/tasks/readRows';
import type { Suite, SuiteManifest } from '../../../protocol/suites';
import { suiteError } from '../../../safety/suites/suiteError';
import { taskSuite, withContentHash, type TaskRow } from './taskSuite';

interface PublishedTasks {
  about(rows: readonly DatasetRow[]): Omit<SuiteManifest, 'kind' | 'categories'>;
  id(row: DatasetRow): string;
  category(row: DatasetRow): string | null;
  ask(draft: ItemDraft): string;
  /** Whether the row is of the part that results are reported on. */
  isTest(row: DatasetRow): boolean;
}

const gsm8k: PublishedTasks = {
  about: () => ({
    id: 'gsm8k',
    title: 'GSM8K',
    version: '2021',
    licence: 'MIT',
    citation: 'Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems, arXiv:2110.14168',
    metric: 'Share of problems whose final number is right; higher is better.',
    verifier: { verifier: 'number' },
  }),
  id: rowNumber,
  category: () => null,
  ask: ({ prompt }) => `${prompt}\nEnd your answer with a line "#### <number>".`,
  isTest: () => true,
};

const math: PublishedTasks = {
  about: (rows) => ({
    id: rows.length === 500 ? 'math-500' : 'math',
    title: rows.length === 500 ? 'MATH-500' : 'MATH',
    version: '2021',
    licence: 'MIT',
    citation:
      'Hendrycks et al. 2021, Measuring Mathematical Problem Solving With the MATH Dataset, arXiv:2103.03874; the 500: Lightman et al. 2023, arXiv:2305.20050',
    metric: 'Share of problems whose boxed answer equals the reference as mathematics; higher is better.',
    verifier: { verifier: 'boxed' },
  }),
  id: (row) => textOr(valueOf(row, 'unique_id'), rowNumber(row)),
  category: (row) => textOr(valueOf(row, 'subject') ?? valueOf(row, 'type'), null),
  ask: ({ prompt }) => `${prompt}\nPut your final answer in \\boxed{}.`,
  isTest: () => true,
};

const mbpp: PublishedTasks = {
  about: (rows) => {
    const sanitized = rows.every((row) => valueOf(row, 'text') === undefined);
    return {
      id: sanitized ? 'mbpp-sanitized' : 'mbpp',
      title: sanitized ? 'MBPP sanitized' : 'MBPP',
      version: '2021',
      licence: 'CC-BY-4.0',
      citation: 'Austin et al. 2021, Program Synthesis with Large Language Models, arXiv:2108.07732',
      metric: 'Share of tasks whose code passes all of its tests in a sandbox; higher is better.',
      verifier: { verifier: 'unit_tests', time_limit_seconds: 10 },
    };
  },
  id: (row) => textOr(valueOf(row, 'task_id'), rowNumber(row)),
  category: () => null,
  ask: ({ prompt }) => prompt,
  // Austin et al., section 2.1: task 11 to 510 are for testing; the others for prompts, validation and fine-tuning.
  isTest: (row) => {
    const id = Number(valueOf(row, 'task_id'));
    return !Number.isInteger(id) || (id >= 11 && id <= 510);
  },
};

const humanEval: PublishedTasks = {
  about: () => ({
    id: 'humaneval',
    title: 'HumanEval',
    version: '2021',
    licence: 'MIT',
    citation: 'Chen et al. 2021, Evaluating Large Language Models Trained on Code, arXiv:2107.03374',
    metric: 'Share of functions that pass their test in a sandbox (pass@1); higher is better.',
    verifier: { verifier: 'unit_tests', time_limit_seconds: 10 },
  }),
  id: (row) => textOr(valueOf(row, 'task_id'), rowNumber(row)),
  category: () => null,
  ask: ({ prompt }) => prompt,
  isTest: () => true,
};

/** By the importers' names. */
const published: Readonly<Record<string, PublishedTasks>> = { gsm8k, math, mbpp, humaneval: humanEval };

/** File names that a published benchmark of tasks can have. */
export function mayBeTasks(path: string): boolean {
  return /\.(jsonl|json|parquet)$/iu.test(path);
}

/**
 * The benchmark in a file, which is recognised by its columns.
 * @throws GuardrailError datasetInvalid where it cannot be read, suiteInvalid where it is none of these
 */
export async function readPublishedTasks(path: string): Promise<Suite> {
  const rows = await readRows(path);
  const [first, ...rest] = rows;
  const importer = first === undefined ? null : findImporter([first, ...rest], 'auto');
  const kind = importer === null ? undefined : published[importer.format];
  if (importer === null || kind === undefined) {
    throw suiteError(
      { file: path },
      'It is none of the benchmarks of tasks that are known: GSM8K, MATH, MBPP, HumanEval.',
      'For prompts or tasks of your own, put a manifest.json beside a prompts.jsonl and give the folder: ' +
        'only the manifest can say whether refusing or answering is right, or how answers are verified.',
    );
  }
  const chosen = rows.filter((row) => kind.isTest(row));
  const used = chosen.length === 0 ? rows : chosen;
  const tasks = used.flatMap((row) =>
    importer.read(row).map((draft): TaskRow => ({
      id: kind.id(row),
      prompt: kind.ask(draft),
      category: kind.category(row),
      columns: draft.columns,
      line: row.row,
    })),
  );
  const left = rows.length - used.length;
  const remarks = left === 0 ? {} : { remarks: [`${left} rows that are not of the test part are left out.`] };
  return withContentHash(
    await taskSuite({ ...kind.about(rows), kind: 'capability', categories: [], ...remarks }, tasks, path),
  );
}

function rowNumber(row: DatasetRow): string {
  return String(row.row);
}

function textOr<Else extends string | null>(value: unknown, otherwise: Else): string | Else {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}
