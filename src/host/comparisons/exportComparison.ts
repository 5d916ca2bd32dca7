// Writes a comparison for those who do not have this extension: the report, its summary, its rows, or what other tools read.
import { window, workspace } from 'vscode';
import type { ExportFormat, ResultFormat } from '../../protocol/comparison';
import { evaluateColumnGates, evaluateGates } from '../../safety/analysis/gates';
import { formatCount } from '../../safety/presentation/numbers';
import { markdownMatrix, markdownSummary } from '../../safety/report/markdownSummary';
import type { EngineService } from '../engineService';
import { overPages } from '../overPages';
import {
  askExportFolder,
  askExportTarget,
  tellExported,
  tellExportedFolder,
  type ExportLabel,
} from '../savedExport';

interface ExportKind extends ExportLabel {
  readonly detail: string;
  /** The file's content; rows and what other tools read is written by the engine. */
  readonly make:
    | ((engine: EngineService, path: string) => Promise<string>)
    | { readonly rows: ExportFormat }
    | { readonly results: ResultFormat; readonly folder: boolean };
}

const kinds: readonly ExportKind[] = [
  {
    label: 'Report',
    detail: 'HTML: summary, and an appendix with all numbers, flips, settings and methods',
    extension: 'html',
    make: async (engine, path) => (await engine.request('renderReport', { path, appendix: true })).html,
  },
  {
    label: 'Two-page summary',
    detail: 'HTML: the report without its appendix',
    extension: 'html',
    make: async (engine, path) => (await engine.request('renderReport', { path, appendix: false })).html,
  },
  {
    label: 'Summary in Markdown',
    detail: 'Verdict, gates and numbers, as for the comment on a pull request; no prompt and no answer',
    extension: 'md',
    make: async (engine, path) => {
      const facts = await engine.request('describeComparison', { path });
      if (facts.columns !== undefined) {
        const matrix = await engine.request('summarizeMatrix', { path });
        return markdownMatrix({ facts, matrix, gates: evaluateColumnGates(facts.spec, matrix.columns) });
      }
      const summary = await engine.request('summarizeComparison', { path });
      return markdownSummary({ facts, summary, gates: evaluateGates(facts.spec, summary) });
    },
  },
  {
    label: 'Rows as CSV',
    detail: 'Every response with its prompt, verdict, star and note, for a spreadsheet',
    extension: 'csv',
    make: { rows: 'csv' },
  },
  {
    label: 'Rows as JSON Lines',
    detail: 'The same, every text exactly as it is',
    extension: 'jsonl',
    make: { rows: 'jsonl' },
  },
  {
    label: 'Section of a model card',
    detail: 'Markdown with a model-index, for the README on Hugging Face; no prompt and no answer',
    extension: 'md',
    make: { results: 'model-card', folder: false },
  },
  {
    label: 'Logs for Inspect',
    detail: 'A folder of .eval files, one per model and benchmark, for inspect view and its data frames',
    extension: 'eval',
    make: { results: 'inspect', folder: true },
  },
  {
    label: 'Logs of lm-evaluation-harness',
    detail: 'A folder per model with its results and samples, as lm_eval --log_samples writes them',
    extension: 'jsonl',
    make: { results: 'lm-eval', folder: true },
  },
  {
    label: 'File for LLM Comparator',
    detail: 'JSON: both answers to every prompt, with which one did better',
    extension: 'json',
    make: { results: 'llm-comparator', folder: false },
  },
];

/** Of a damaged file: the rows that can still be read. */
export async function exportReadableRows(engine: EngineService, path: string): Promise<void> {
  const kind = kinds.find(({ make }) => 'rows' in make && make.rows === 'jsonl');
  if (kind !== undefined) await exportAs(kind, engine, path);
}

/** Asks what and where; writes nothing where either is left. */
export async function exportComparison(engine: EngineService, path: string): Promise<void> {
  const kind = await window.showQuickPick(kinds, {
    title: 'Export',
    placeHolder: 'What to export',
    ...overPages,
  });
  if (kind === undefined) return;
  await exportAs(kind, engine, path);
}

async function exportAs(kind: ExportKind, engine: EngineService, path: string): Promise<void> {
  const { make } = kind;
  const beside = path.replace(/\.glens$/, '');
  if ('results' in make && make.folder) {
    const folder = await askExportFolder(kind, beside, make.results);
    if (folder === undefined) return;
    await engine.request('exportResults', { path, target: folder.fsPath, format: make.results });
    await tellExportedFolder(kind, folder);
    return;
  }
  const target = await askExportTarget(kind, beside);
  if (target === undefined) return;
  let left = '';
  if ('rows' in make) {
    const result = await engine.request('exportRows', { path, target: target.fsPath, format: make.rows });
    if (result.unreadable > 0) left = ` ${formatCount(result.unreadable)} prompts could not be read.`;
  } else if ('results' in make) {
    await engine.request('exportResults', { path, target: target.fsPath, format: make.results });
  } else {
    await workspace.fs.writeFile(target, new TextEncoder().encode(await make(engine, path)));
  }
  await tellExported(kind, target, left);
}
