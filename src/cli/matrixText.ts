// The numbers of several tuned subjects beside one base as text for a terminal.
import type { ComparisonFacts } from '../protocol/comparison';
import type { MatrixSummary } from '../protocol/matrix';
import { suiteKinds } from '../protocol/outcomes';
import { allNotes } from '../safety/presentation/allNotes';
import { flipMarks, metricWords, severityLabels } from '../safety/presentation/labels';
import {
  contrastLines,
  firstFallText,
  matrixNote,
  matrixTables,
  mostForAllContrasts,
  type MatrixTable,
  type MatrixTableCell,
} from '../safety/presentation/matrix/matrixTables';
import { stepsTable } from '../safety/presentation/matrix/stepsTable';
import { formatCount } from '../safety/presentation/numbers';
import { judgeLine } from '../safety/presentation/provenance/provenance';
import { formatTable, type Column } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';

export function matrixText(matrix: MatrixSummary, facts: ComparisonFacts): string {
  const judge = matrix.columns[0]?.summary.judge;
  const blocks = [
    visibleText(matrix.headline),
    ...matrixTables(matrix).map(tableText),
    matrixNote,
    ...suiteKinds.flatMap((kind) => contrastTable(matrix, kind)),
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

function tableText({ caption, columns, base, rows }: MatrixTable): string {
  const heads: Column[] = [
    { title: 'Checkpoint', align: 'left' },
    ...columns.map(({ title, detail }): Column => ({
      title: visibleText(`${title} (${detail})`),
      align: 'right',
    })),
  ];
  const lines = [
    ['base', ...base.map(cellText)],
    ...rows.map(({ name, cells }) => [visibleText(name), ...cells.map(cellText)]),
  ];
  return `${caption}\n${formatTable(heads, lines)}`;
}

function cellText({ text, details: [first], moved }: MatrixTableCell): string {
  return [text, first, moved === null ? undefined : flipMarks[moved]]
    .filter((part) => part !== undefined)
    .join(' ');
}

function contrastTable(matrix: MatrixSummary, kind: (typeof suiteKinds)[number]): string[] {
  const lines = contrastLines(matrix, kind);
  if (lines.length === 0) return [];
  const heads: Column[] = [
    { title: 'Second', align: 'left' },
    { title: 'against first', align: 'left' },
    { title: 'Change', align: 'right' },
    { title: '95% CI, pp', align: 'right' },
    { title: 'p (Holm)', align: 'right' },
  ];
  const rows = lines.map(({ first, second, change, interval, pHolm }) => [
    visibleText(second),
    visibleText(first),
    change,
    interval,
    pHolm,
  ]);
  const which = matrix.columns.length > mostForAllContrasts ? ', those that are significant after Holm' : '';
  return [`${metricWords[kind].title}, checkpoint against checkpoint${which}\n${formatTable(heads, rows)}`];
}

/** Of the steps of a run, else nothing. */
function stepsText(matrix: MatrixSummary): string[] {
  const table = stepsTable(matrix);
  if (table === null) return [];
  const heads = table.heads.map((title): Column => ({ title: visibleText(title), align: 'right' }));
  const rows = table.rows.map((cells) =>
    cells.map(({ text, details }, place) =>
      place === 0 || details.length === 0 ? text : visibleText(`${text} (${details.join('; ')})`),
    ),
  );
  return [
    `${table.caption}\n${formatTable(heads, rows)}`,
    firstFallText(matrix).map(visibleText).join('\n'),
    ...(table.notes.length === 0 ? [] : [table.notes.map(visibleText).join('\n')]),
  ];
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
