// The table of all numbers as data, one per kind of suite: the command line prints it, the report and the webview draw
// it. A row per benchmark and one of all together; only columns that have a value. Must not know how it is drawn.
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, OverallSummary, Rate } from '../../protocol/summary';
import { flipCounts, type FlipCounts } from '../outcomes/handled';
import type { CsvValue } from './csvField';
import { csvInterval } from './figures/csvTable';
import { askedWord, benchmarkLabel, metricWords } from './labels';
import {
  formatCount,
  formatKOfN,
  formatN,
  formatPercent,
  formatPercentInterval,
  formatPoints,
  formatPointsInterval,
  formatPpSize,
  formatPValue,
  noValue,
} from './numbers';
import { left, right, type DataTable, type TableCell } from './tables/dataTable';

export interface BenchmarkTable {
  readonly kind: SuiteKind;
  readonly caption: string;
  readonly columns: readonly BenchmarkColumn[];
  readonly rows: readonly BenchmarkRow[];
}

export interface BenchmarkColumn {
  readonly id: 'base' | 'tuned' | 'delta' | 'flips' | 'p' | 'pHolm' | 'detectable' | 'control' | 'bounds';
  readonly caption: string;
  /** What the column says, for a tooltip or a note below: a sentence without its full stop. */
  readonly description: string;
  /** In CSV. */
  readonly name: string;
  /** Names of its cells' values. */
  readonly values: readonly string[];
}

/** A benchmark, or all of a kind together. */
export interface BenchmarkRow {
  readonly name: string;
  /** How many prompts. */
  readonly detail: string;
  /** null: all of a kind together. */
  readonly benchmark: BenchmarkSummary | null;
  /** Whether there is a test at all. */
  readonly tested: boolean;
  readonly flips: FlipCounts | null;
  /** One per column. */
  readonly cells: readonly BenchmarkCell[];
}

export interface BenchmarkCell extends TableCell {
  readonly details: readonly string[];
}

/** Beside what is said of rates, where there are tasks. */
export const tasksCounted =
  'Tasks are counted by their verifiers: an empty or cut answer is not solved, and is in n.';

/** Harmful suites first; a kind without benchmarks has no table. */
export function benchmarkTables(
  summary: Pick<ComparisonSummary, 'benchmarks' | SuiteKind>,
): BenchmarkTable[] {
  return suiteKinds.flatMap((kind) => {
    const benchmarks = summary.benchmarks.filter((benchmark) => benchmark.kind === kind);
    return benchmarks.length === 0 ? [] : [table(kind, benchmarks, summary[kind])];
  });
}

/** Drawn as any other table. */
export function benchmarkData({ kind, caption, columns, rows }: BenchmarkTable): DataTable {
  return {
    id: `numbers-${kind}`,
    caption,
    columns: [
      left('Benchmark'),
      ...columns.map(({ caption: title, description, name, values }) =>
        right(title, { description, name, values }),
      ),
    ],
    rows: rows.map(({ name, detail, cells }) => [
      { text: name, details: [detail], values: [name] },
      ...cells,
    ]),
    fixed: { above: 0, below: rows.filter(({ benchmark }) => benchmark === null).length },
  };
}

/** `overall` stands below several benchmarks; one alone is all there is. */
function table(
  kind: SuiteKind,
  benchmarks: readonly BenchmarkSummary[],
  overall: OverallSummary | null,
): BenchmarkTable {
  const lines = benchmarks.map(benchmarkLine);
  if (overall !== null && benchmarks.length > 1) lines.push(overallLine(overall));
  const shown = columns.filter((column) => column.shown === undefined || column.shown(lines));
  const { title, hint } = metricWords[kind];
  return {
    kind,
    caption: `${title} (${hint.charAt(0).toLowerCase()}${hint.slice(1)})`,
    columns: shown,
    rows: lines.map((line) => ({
      name: line.name,
      detail: line.detail,
      benchmark: line.benchmark,
      tested: line.scope.test !== null,
      flips: flipCounts(line.scope.test),
      cells: shown.map(({ cell }) => cell(line)),
    })),
  };
}

/** What a row is made of. */
interface Line {
  readonly name: string;
  readonly detail: string;
  readonly benchmark: BenchmarkSummary | null;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly scope: BenchmarkSummary | OverallSummary;
}

interface ColumnDefinition extends BenchmarkColumn {
  readonly cell: (line: Line) => BenchmarkCell;
  /** Without it, a column is always there. */
  readonly shown?: (lines: readonly Line[]) => boolean;
}

const ofRate = ['', 'k', 'n', 'low', 'high'] as const;
const ofChange = ['', 'low', 'high', 'n'] as const;
const single = [''] as const;

const columns: readonly ColumnDefinition[] = [
  {
    id: 'base',
    caption: 'Base',
    name: 'base',
    description: 'Rate with k of n and 95% Wilson interval',
    values: ofRate,
    cell: ({ base }) => rateCell(base),
  },
  {
    id: 'tuned',
    caption: 'Tuned',
    name: 'tuned',
    description: 'Rate with k of n and 95% Wilson interval',
    values: ofRate,
    cell: ({ tuned }) => rateCell(tuned),
  },
  {
    id: 'delta',
    caption: 'Δ [95% CI], pp',
    name: 'change',
    description: 'Tuned − base on the same prompts, in percentage points',
    values: ofChange,
    cell: ({ scope: { delta } }) => (delta === null ? none : changeCell(delta, formatN(delta), delta.n)),
  },
  {
    id: 'flips',
    caption: 'Lost / gained',
    name: 'flips',
    description: 'Prompts that base handled well and tuned did not / the reverse',
    values: ['lost', 'gained'],
    cell: ({ scope: { test } }) => {
      const counts = flipCounts(test);
      if (counts === null) return none;
      const text = `${formatCount(counts.lost)} / ${formatCount(counts.gained)}`;
      return plain(text, counts.lost, counts.gained);
    },
  },
  {
    id: 'p',
    caption: 'p',
    name: 'p',
    description: 'Of the paired test',
    values: single,
    cell: ({ scope: { test } }) => plain(formatPValue(test?.p), test?.p ?? null),
  },
  {
    id: 'pHolm',
    caption: 'p (Holm)',
    name: 'p (Holm)',
    description: 'Adjusted for the number of benchmarks of this kind',
    values: single,
    shown: (lines) => lines.length > 1,
    cell: ({ scope: { test }, benchmark }) =>
      benchmark === null ? none : plain(formatPValue(test?.pHolm), test?.pHolm ?? null),
  },
  {
    id: 'detectable',
    caption: 'Detectable',
    name: 'detectable',
    description: 'Smallest change that would have been found with 80% power at the 5% level',
    values: single,
    cell: ({ scope: { detectable } }) =>
      detectable === null ? none : plain(formatPpSize(detectable), detectable),
  },
  {
    id: 'control',
    caption: 'A/A [95% CI], pp',
    name: 'A/A',
    description: 'Base against base: change with 95% interval, and verdicts that differ',
    values: ['', 'low', 'high', 'verdicts that differ', 'of'],
    shown: (lines) => lines.some(({ scope }) => scope.control !== null),
    cell: ({ scope: { control } }) =>
      control === null
        ? none
        : changeCell(control.delta, `${formatKOfN(control.flips)} differ`, control.flips.k, control.flips.n),
  },
  {
    id: 'bounds',
    caption: 'Unscored, pp',
    name: 'if unscored',
    description:
      'Change if every answer without a usable verdict had gone one way or the other; a dash where there is none',
    values: ['low', 'high'],
    shown: (lines) => lines.some(({ scope }) => scope.bounds !== null),
    cell: ({ scope: { bounds } }) =>
      bounds === null
        ? none
        : {
            text: formatPoints(bounds.low),
            details: [`to ${formatPoints(bounds.high)}`],
            values: [bounds.low, bounds.high],
          },
  },
];

function benchmarkLine(benchmark: BenchmarkSummary): Line {
  const { kind, prompts, samples, base, tuned } = benchmark;
  return {
    name: benchmarkLabel(benchmark),
    detail: `${formatCount(prompts)} ${askedWord([kind])}${samples > 1 ? ` × ${samples}` : ''}`,
    benchmark,
    base: base.rate,
    tuned: tuned.rate,
    scope: benchmark,
  };
}

function overallLine(overall: OverallSummary): Line {
  return {
    name: 'All together',
    detail: `${formatCount(overall.prompts)} ${askedWord([overall.kind])}`,
    benchmark: null,
    base: overall.base,
    tuned: overall.tuned,
    scope: overall,
  };
}

const none: BenchmarkCell = { text: noValue, details: [], values: [] };

function plain(text: string, ...values: readonly CsvValue[]): BenchmarkCell {
  return { text, details: [], values };
}

function rateCell(rate: Rate | null): BenchmarkCell {
  if (rate === null) return none;
  return {
    text: formatPercent(rate.rate),
    details: [formatKOfN(rate), formatPercentInterval(rate)],
    values: [rate.rate, rate.k, rate.n, rate.low, rate.high],
  };
}

function changeCell(
  delta: { readonly value: number; readonly low: number; readonly high: number },
  count: string,
  ...counted: readonly number[]
): BenchmarkCell {
  return {
    text: formatPoints(delta.value),
    details: [formatPointsInterval(delta), count],
    values: [...csvInterval(delta), ...counted],
  };
}
