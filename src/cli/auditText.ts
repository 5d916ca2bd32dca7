// A reward audit as text for a terminal: sentences first, then the numbers.
import type { AuditSummary } from '../protocol/audit';
import { auditHeadline, auditScope, auditSources } from '../safety/presentation/audit/auditSentences';
import { auditTables } from '../safety/presentation/audit/auditTables';
import { severityLabels } from '../safety/presentation/labels';
import { formatCount } from '../safety/presentation/numbers';
import { judgeLine } from '../safety/presentation/provenance/provenance';
import { visibleText } from '../safety/presentation/visibleText';
import { tableText } from './tableText';

export function auditText(summary: AuditSummary): string {
  const blocks = [
    ['If these prompts were trained on', ...auditHeadline(summary)].map(visibleText).join('\n'),
    auditScope(summary).map(visibleText).join('\n'),
    ...auditTables(summary).map(tableText),
    ...(summary.notes.length === 0
      ? []
      : [
          summary.notes
            .map(({ severity, message }) => `${severityLabels[severity]}: ${visibleText(message)}`)
            .join('\n'),
        ]),
    auditSources,
    `Judge: ${visibleText(judgeLine(summary.judge))}`,
    `${formatCount(summary.answers)} of ${formatCount(summary.expectedAnswers)} answers. ${visibleText(summary.path)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}
