// Writes a comparison for those who do not have this extension: the report, its summary or its rows.
import { window, workspace } from 'vscode';
import type { ExportFormat } from '../../protocol/comparison';
import { evaluateColumnGates, evaluateGates } from '../../safety/analysis/gates';
import { formatCount } from '../../safety/presentation/numbers';
import { markdownMatrix, markdownSummary } from '../../safety/report/markdownSummary';
import type { EngineService } from '../engineService';
import { askExportTarget, tellExported, type ExportLabel } from '../savedExport';

interface ExportKind extends ExportLabel {
  readonly detail: string;
  /** The file's content; a format of rows is written by the engine. */
  readonly make: ((engine: EngineService, path: string) => Promise<string>) | ExportFormat;
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
    make: 'csv',
  },
  {
    label: 'Rows as JSON Lines',
    detail: 'The same, every text exactly as it is',
    extension: 'jsonl',
    make: 'jsonl',
  },
];

/** Of a damaged file: the rows that can still be read. */
export async function exportReadableRows(engine: EngineService, path: string): Promise<void> {
  const kind = kinds.find(({ make }) => make === 'jsonl');
  if (kind !== undefined) await exportAs(kind, engine, path);
}

/** Asks what and where; writes nothing where either is left. */
export async function exportComparison(engine: EngineService, path: string): Promise<void> {
  const kind = await window.showQuickPick(kinds, { title: 'Export', placeHolder: 'What to export' });
  if (kind === undefined) return;
  await exportAs(kind, engine, path);
}

async function exportAs(kind: ExportKind, engine: EngineService, path: string): Promise<void> {
  const { make } = kind;
  const target = await askExportTarget(kind, path.replace(/\.glens$/, ''));
  if (target === undefined) return;
  let left = '';
  if (typeof make === 'string') {
    const result = await engine.request('exportRows', { path, target: target.fsPath, format: make });
    if (result.unreadable > 0) left = ` ${formatCount(result.unreadable)} prompts could not be read.`;
  } else {
    await workspace.fs.writeFile(target, new TextEncoder().encode(await make(engine, path)));
  }
  await tellExported(kind, target, left);
}
