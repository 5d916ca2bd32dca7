// Writes a reward audit for those who do not have this extension: its report, or a summary.
import { window, workspace } from 'vscode';
import type { AuditSummary } from '../../protocol/audit';
import { auditMarkdown } from '../../safety/report/auditMarkdown';
import { auditReport } from '../../safety/report/auditReport';
import { overPages } from '../overPages';
import { askExportTarget, tellExported, type ExportLabel } from '../savedExport';

interface AuditExport extends ExportLabel {
  readonly detail: string;
  readonly make: (summary: AuditSummary) => string;
}

const kinds: readonly AuditExport[] = [
  {
    label: 'Report',
    detail: 'HTML: findings, forecast, every prompt by its id, and how it was made',
    extension: 'html',
    make: (summary) => auditReport({ summary, generatedAt: new Date().toISOString() }),
  },
  {
    label: 'Summary in Markdown',
    detail: 'Findings and tables, as for the comment on a pull request',
    extension: 'md',
    make: auditMarkdown,
  },
];

/** Asks what and where; writes nothing where either is left. */
export async function exportAudit(summary: AuditSummary): Promise<void> {
  const kind = await window.showQuickPick(kinds, {
    title: 'Export',
    placeHolder: 'What to export',
    ...overPages,
  });
  if (kind === undefined) return;
  const target = await askExportTarget(kind, summary.path.replace(/\.jsonl$/u, ''));
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(kind.make(summary)));
  await tellExported(kind, target);
}
