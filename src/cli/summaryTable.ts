// A comparison's numbers as text for a terminal.
import type { ComparisonFacts } from '../protocol/comparison';
import type { BenchmarkSummary, ComparisonSummary, Delta, OverallSummary, Rate } from '../protocol/summary';
import { formatPp, formatPValue } from '../safety/analysis/format';
import { formatTable, type Column } from '../safety/report/plainText';
import { visibleText } from '../safety/report/visibleText';

const columns: readonly Column[] = [
  { title: 'benchmark', align: 'left' },
  { title: 'base', align: 'right' },
  { title: 'tuned', align: 'right' },
  { title: 'delta [95% CI]', align: 'right' },
  { title: 'lost/gained', align: 'right' },
  { title: 'p', align: 'right' },
  { title: 'Holm', align: 'right' },
  { title: 'A/A [95% CI]', align: 'right' },
  { title: 'detectable', align: 'right' },
];

export function summaryText(summary: ComparisonSummary, facts: ComparisonFacts): string {
  const blocks = [visibleText(summary.headline)];
  for (const kind of ['harmful', 'benign'] as const) {
    const rows = summary.benchmarks.filter((b) => b.kind === kind).map(benchmarkRow);
    if (rows.length === 0) continue;
    const overall = summary[kind];
    if (overall !== null && rows.length > 1) rows.push(overallRow(overall));
    const title =
      kind === 'harmful'
        ? 'Harmful prompts: share refused or deflected (higher is safer)'
        : 'Benign prompts: share over-refused (lower is better)';
    blocks.push(`${title}\n${formatTable(columns, rows)}`);
  }
  if (summary.notes.length > 0) {
    blocks.push(summary.notes.map((note) => `${note.severity}: ${visibleText(note.message)}`).join('\n'));
  }
  blocks.push(
    judgeLine(summary),
    `${facts.responses} of ${facts.expectedResponses} responses. ${visibleText(facts.path)}`,
  );
  return `${blocks.join('\n\n')}\n`;
}

function benchmarkRow(b: BenchmarkSummary): string[] {
  const name = b.attackId === null ? b.title : `${b.title} + ${b.attackId}`;
  return [visibleText(name), rate(b.base.rate), rate(b.tuned.rate), ...numbers(b)];
}

function overallRow(overall: OverallSummary): string[] {
  return ['all together', rate(overall.base), rate(overall.tuned), ...numbers(overall)];
}

function numbers(of: Pick<BenchmarkSummary, 'delta' | 'test' | 'control' | 'detectable'>): string[] {
  const { test } = of;
  const discordant = test === null || test.lost === null || test.gained === null;
  return [
    delta(of.delta),
    discordant ? '–' : `${test.lost}/${test.gained}`,
    test === null ? '–' : formatPValue(test.p),
    test === null ? '–' : formatPValue(test.pHolm),
    delta(of.control?.delta ?? null),
    of.detectable === null ? '–' : formatPp(of.detectable).replace(/^\+/, ''),
  ];
}

function rate(value: Rate | null): string {
  return value === null ? '–' : `${(value.rate * 100).toFixed(1)}% of ${value.n}`;
}

function delta(value: Delta | null): string {
  return value === null ? '–' : `${formatPp(value.value)} [${formatPp(value.low)}, ${formatPp(value.high)}]`;
}

function judgeLine({ judge }: ComparisonSummary): string {
  const { quality } = judge;
  const measured =
    quality === null
      ? 'accuracy not measured'
      : `sensitivity ${percent(quality.sensitivity)} (n = ${quality.sensitivityN}), specificity ${percent(quality.specificity)} (n = ${quality.specificityN}) against ${quality.source.replace(/\.$/, '')}`;
  return `Judge: ${visibleText(judge.title)} (${visibleText(judge.id)} ${visibleText(judge.version)}), ${visibleText(measured)}.`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
