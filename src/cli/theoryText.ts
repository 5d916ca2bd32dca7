// What theory says of a comparison as text for a terminal: sentences first, then the numbers.
import type { TheoryAnalysis } from '../protocol/theory';
import { severityLabels } from '../safety/presentation/labels';
import { theoryFindings, theoryScope, theorySources } from '../safety/presentation/theory/theorySentences';
import { theoryTables } from '../safety/presentation/theory/theoryTables';
import { visibleText } from '../safety/presentation/visibleText';
import { tableText } from './tableText';

export function theoryText(analysis: TheoryAnalysis): string {
  const notes = [
    ...analysis.notes.map(({ severity, message }) => `${severityLabels[severity]}: ${message}`),
    ...(analysis.drift?.notes ?? []).map((note) => `${severityLabels.note}: ${note}`),
  ];
  const blocks = [
    theoryFindings(analysis).map(visibleText).join('\n'),
    theoryScope(analysis).map(visibleText).join('\n'),
    ...theoryTables(analysis).map(tableText),
    ...(notes.length === 0 ? [] : [notes.map(visibleText).join('\n')]),
    theorySources,
  ];
  return `${blocks.join('\n\n')}\n`;
}
