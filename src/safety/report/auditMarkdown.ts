// A reward audit in Markdown, for the comment on a pull request: findings, tables and what bears on them. No prompt and no
// answer is in it.
import type { AuditSummary } from '../../protocol/audit';
import { auditHeadline, auditScope, auditSources } from '../presentation/audit/auditSentences';
import { auditTables } from '../presentation/audit/auditTables';
import { severityLabels } from '../presentation/labels';
import { markdownTable, markdownText } from '../presentation/markdown';
import { formatCount } from '../presentation/numbers';
import { judgeLine } from '../presentation/provenance/provenance';
import { briefRows } from '../presentation/tables/dataTable';
import { configName, subtitle } from './auditReport';

export function auditMarkdown(summary: AuditSummary): string {
  const { answers, expectedAnswers } = summary;
  const blocks = [
    `## Guardrail Lens: reward audit of ${markdownText(configName(summary))}`,
    ...(answers < expectedAnswers
      ? [
          `**This audit is not complete:** ${formatCount(answers)} of ${formatCount(expectedAnswers)} answers are in.`,
        ]
      : []),
    '**If these prompts were trained on:**',
    list(auditHeadline(summary).map(markdownText)),
    list(auditScope(summary).map(markdownText)),
    ...auditTables(summary).map(
      (table) =>
        `### ${markdownText(table.caption)}\n\n${markdownTable(
          table.columns.map(({ title }) => title),
          briefRows(table),
        )}`,
    ),
    list(
      summary.notes.map(
        ({ severity, message }) => `**${severityLabels[severity]}:** ${markdownText(message)}`,
      ),
    ),
    markdownText(auditSources),
    `<sub>${markdownText(`${summary.base.name} · ${subtitle(summary)} · judged by ${judgeLine(summary.judge)}`)}</sub>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
