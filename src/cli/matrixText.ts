// The numbers of several tuned subjects beside one base as text for a terminal.
import type { ComparisonFacts } from '../protocol/comparison';
import type { MatrixSummary } from '../protocol/matrix';
import { allNotes } from '../safety/presentation/allNotes';
import { severityLabels } from '../safety/presentation/labels';
import { costTable } from '../safety/presentation/matrix/costTable';
import {
  contrastTables,
  firstFallText,
  matrixNote,
  matrixTables,
} from '../safety/presentation/matrix/matrixTables';
import { stepsTable } from '../safety/presentation/matrix/stepsTable';
import { formatCount } from '../safety/presentation/numbers';
import { judgeLine } from '../safety/presentation/provenance/provenance';
import { cellOf, type TableContent } from '../safety/presentation/tables/dataTable';
import { visibleText } from '../safety/presentation/visibleText';
import { tableText } from './tableText';

export function matrixText(matrix: MatrixSummary, facts: ComparisonFacts): string {
  // Tasks and trajectories are no judge's.
  const judged = matrix.columns.find(({ summary }) => summary.harmful !== null || summary.benign !== null);
  const judge = judged?.summary.judge;
  const blocks = [
    visibleText(matrix.headline),
    ...matrixTables(matrix).map(tableText),
    matrixNote(matrix),
    ...contrastTables(matrix).map(tableText),
    ...costText(matrix),
    ...stepsText(matrix),
    matrix.columns
      .map(({ name, summary }) => `${visibleText(name)}: ${visibleText(summary.headline)}`)
      .join('\n'),
    ...notes(matrix, facts),
    ...(judge === undefined ? [] : [`Judge: ${visibleText(judgeLine(judge))}`]),
    `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses. ${visibleText(facts.path)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function costText(matrix: MatrixSummary): string[] {
  const table = costTable(matrix);
  return table === null ? [] : [tableText(table)];
}

/** Of the steps of a run, else nothing. */
function stepsText(matrix: MatrixSummary): string[] {
  const table = stepsTable(matrix);
  if (table === null) return [];
  const rows = table.rows.map((row) => row.map(inOneLine));
  return [
    tableText({ ...table, rows }),
    firstFallText(matrix).map(visibleText).join('\n'),
    ...(table.notes.length === 0 ? [] : [table.notes.map(visibleText).join('\n')]),
  ];
}

/** With all of its details: there is room for few columns. */
function inOneLine(content: TableContent, place: number): TableContent {
  const { text, details = [], values } = cellOf(content);
  return { text: place === 0 || details.length === 0 ? text : `${text} (${details.join('; ')})`, values };
}

/** Findings of each column, one line where several share it. */
function notes(matrix: MatrixSummary, { columns = [] }: ComparisonFacts): string[] {
  const names = new Map<string, string[]>();
  for (const [index, { name, summary }] of matrix.columns.entries()) {
    for (const { severity, message } of allNotes(columns[index]?.gate ?? [], summary.notes)) {
      const line = `${severityLabels[severity]}: ${message}`;
      names.set(line, [...(names.get(line) ?? []), name]);
    }
  }
  if (names.size === 0) return [];
  const lines = [...names].map(([line, of]) =>
    visibleText(of.length === matrix.columns.length ? line : `${line} (${of.join(', ')})`),
  );
  return [lines.join('\n')];
}
