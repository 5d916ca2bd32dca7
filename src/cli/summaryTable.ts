// A comparison's numbers as text for a terminal.
import type { ComparisonFacts } from '../protocol/comparison';
import type { ComparisonSummary } from '../protocol/summary';
import { allNotes } from '../safety/presentation/allNotes';
import { benchmarkData, benchmarkTables } from '../safety/presentation/benchmarkTables';
import { severityLabels } from '../safety/presentation/labels';
import { formatCount } from '../safety/presentation/numbers';
import { judgeChanges, judgeLine } from '../safety/presentation/provenance/provenance';
import { visibleText } from '../safety/presentation/visibleText';
import { tableText } from './tableText';

export function summaryText(summary: ComparisonSummary, facts: ComparisonFacts): string {
  const notes = allNotes(facts.gate, summary.notes).map(
    ({ severity, message }) => `${severityLabels[severity]}: ${visibleText(message)}`,
  );
  // Tasks are no judge's.
  const judged = summary.harmful !== null || summary.benign !== null;
  const blocks = [
    [summary.headline, ...summary.verdict.figures].map(visibleText).join('\n'),
    ...benchmarkTables(summary).map((table) => tableText(benchmarkData(table))),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    ...(judged ? [`Judge: ${visibleText(judgeLine(summary.judge))}`] : []),
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
