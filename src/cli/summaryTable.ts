// A comparison's numbers as text for a terminal.
import type { ComparisonFacts } from '../protocol/comparison';
import type { ComparisonSummary } from '../protocol/summary';
import { allNotes } from '../safety/presentation/allNotes';
import {
  benchmarkTables,
  type BenchmarkCell,
  type BenchmarkTable,
} from '../safety/presentation/benchmarkTables';
import { severityLabels } from '../safety/presentation/labels';
import { formatCount } from '../safety/presentation/numbers';
import { judgeChanges, judgeLine } from '../safety/presentation/provenance/provenance';
import { formatTable, type Column } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';

export function summaryText(summary: ComparisonSummary, facts: ComparisonFacts): string {
  const notes = allNotes(facts.gate, summary.notes).map(
    ({ severity, message }) => `${severityLabels[severity]}: ${visibleText(message)}`,
  );
  const blocks = [
    [summary.headline, ...summary.verdict.figures].map(visibleText).join('\n'),
    ...benchmarkTables(summary).map(tableText),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    `Judge: ${visibleText(judgeLine(summary.judge))}`,
    ...judgesText(summary),
    `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses. ${visibleText(facts.path)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** What each judge says where several judged, and how far they agree. */
function judgesText({ byJudge = [], judgeAgreement }: ComparisonSummary): string[] {
  if (byJudge.length === 0) return [];
  const changes = byJudge.flatMap(({ judge, harmful, benign }) =>
    judgeChanges({ harmful, benign }).map((change) => `  ${visibleText(judge.id)}: ${change}`),
  );
  const agreement = judgeAgreement.map(
    ({ judges: [first, second], kappa, low, high, n }) =>
      `  ${visibleText(first)} and ${visibleText(second)}: Cohen’s κ ${kappa.toFixed(2)}, 95% CI ${low.toFixed(2)} to ${high.toFixed(2)}, n = ${formatCount(n)}`,
  );
  return [['By each judge alone (the first is counted):', ...changes, ...agreement].join('\n')];
}

function tableText({ caption, columns, rows }: BenchmarkTable): string {
  const heads: Column[] = [
    { title: 'Benchmark', align: 'left' },
    ...columns.map(({ caption: title }): Column => ({ title, align: 'right' })),
  ];
  const lines = rows.map(({ name, cells }) => [visibleText(name), ...cells.map(cellText)]);
  return `${caption}\n${formatTable(heads, lines)}`;
}

/** A line of a terminal has room for the first of the quieter parts: n of a rate, the interval of a change. */
function cellText({ text, details: [first] }: BenchmarkCell): string {
  return first === undefined ? text : `${text} ${first}`;
}
