// The HTML report of a sweep: its tables, and what did not come to its end. Knows nothing of files or the engine.
import type { SweepSummary } from '../../protocol/sweep';
import { sweepRemarks, sweepTables } from '../presentation/sweep/sweepTables';
import { html } from '../presentation/html';
import { formatCount } from '../presentation/numbers';
import { reportPage } from './reportPage';
import { section } from './reportSection';
import { reportTable } from './reportTable';

export interface SweepReportInput {
  /** Of the sweep's file. */
  readonly name: string;
  readonly sweep: SweepSummary;
  /** ISO 8601. */
  readonly generatedAt: string;
}

/** A whole HTML document; no prompt and no answer is in it. */
export function sweepReport({ name, sweep, generatedAt }: SweepReportInput): string {
  const tables = sweepTables(sweep);
  const remarks = sweepRemarks(sweep);
  const runs = sweep.rows.reduce((sum, row) => sum + row.runs.length, 0);
  return reportPage({
    title: `Sweep ${name} · Guardrail Lens`,
    kind: 'sweep',
    answers: false,
    head: html`<h1>${name}: what training changed</h1>
      <p class="subtitle">
        <span class="details">${formatCount(sweep.rows.length)} settings · ${formatCount(runs)} runs</span>
      </p>`,
    contents: [
      ...tables.map(({ title, table }) => [table.id, title] as const),
      ...(remarks.length === 0 ? [] : [['remarks', 'Remarks'] as const]),
    ],
    main: html`${tables.map(({ title, table, note }) => section(table.id, title, reportTable(table, name), note === '' ? null : note))}
    ${
      remarks.length > 0 &&
      section(
        'remarks',
        'Remarks',
        remarks.map((line) => html`<p class="lead">${line}</p>`),
      )
    }`,
    generatedAt,
  });
}
