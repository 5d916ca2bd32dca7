// Writes a comparison for those who do not have this extension: the report, its summary or its rows.
import { env, Uri, window, workspace } from 'vscode';
import { evaluateGates } from '../../safety/analysis/gates';
import { markdownSummary } from '../../safety/report/markdownSummary';
import type { EngineService } from '../engineService';
import { stepDone } from '../walkthrough';

interface ExportKind {
  readonly label: string;
  readonly detail: string;
  readonly extension: string;
  /** The file's content. */
  readonly make: (engine: EngineService, path: string) => Promise<string>;
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
      const summary = await engine.request('summarizeComparison', { path });
      const facts = await engine.request('describeComparison', { path });
      return markdownSummary({ facts, summary, gates: evaluateGates(facts.spec, summary) });
    },
  },
];

/** Asks what and where; writes nothing where either is left. */
export async function exportComparison(engine: EngineService, path: string): Promise<void> {
  const kind = await window.showQuickPick(kinds, { title: 'Export', placeHolder: 'What to export' });
  if (kind === undefined) return;
  const { label, extension } = kind;
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(path.replace(/\.glens$/, `.${extension}`)),
    filters: { [label]: [extension] },
    title: `Export ${label}`,
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(await kind.make(engine, path)));
  stepDone('shared');
  const choice = await window.showInformationMessage(`${label} written: ${target.fsPath}`, 'Open');
  if (choice === undefined) return;
  if (extension === 'html') await env.openExternal(target);
  else await window.showTextDocument(target);
}
