// The table of all numbers as data, for the report and the webview alike: a line per benchmark of a kind, one of all
// together, and the columns that have a value for any of them. Must not know how it is drawn.
import type { BenchmarkSummary, OverallSummary, Rate } from '../../protocol/summary';
import { benchmarkLabel, formatCount, formatPercent, formatPpSize } from '../analysis/format';
import { kOfN, missing, percentInterval, points, pointsInterval, pValue } from './numbers';

/** A benchmark, or all of a kind together. */
export interface BenchmarkLine {
  readonly name: string;
  /** How many prompts. */
  readonly detail: string;
  /** null: all of a kind together. */
  readonly benchmark: BenchmarkSummary | null;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly of: BenchmarkSummary | OverallSummary;
  readonly corrected: BenchmarkSummary['corrected'];
}

/** The number, and quieter parts to stand below it. */
export type BenchmarkCell = readonly [string, ...string[]];

export interface BenchmarkColumn {
  readonly id:
    'base' | 'tuned' | 'delta' | 'flips' | 'p' | 'pHolm' | 'detectable' | 'control' | 'corrected' | 'bounds';
  readonly head: string;
  /** A sentence without its full stop. */
  readonly hint: string;
  readonly cell: (line: BenchmarkLine) => BenchmarkCell;
}

/** `overall` stands below several benchmarks; one alone is all there is. */
export function benchmarkLines(
  benchmarks: readonly BenchmarkSummary[],
  overall: OverallSummary | null,
): BenchmarkLine[] {
  const lines = benchmarks.map(benchmarkLine);
  return overall === null || benchmarks.length < 2 ? lines : [...lines, overallLine(overall)];
}

export function benchmarkColumns(lines: readonly BenchmarkLine[]): BenchmarkColumn[] {
  return columns.filter(({ shown }) => shown === undefined || shown(lines));
}

const none: BenchmarkCell = [missing];

/** Without `shown`, a column is always there. */
const columns: readonly (BenchmarkColumn & {
  readonly shown?: (lines: readonly BenchmarkLine[]) => boolean;
})[] = [
  { id: 'base', head: 'Base', hint: 'With 95% Wilson interval', cell: ({ base }) => rate(base) },
  { id: 'tuned', head: 'Tuned', hint: 'With 95% Wilson interval', cell: ({ tuned }) => rate(tuned) },
  {
    id: 'delta',
    head: 'Δ [95% CI], pp',
    hint: 'Tuned − base on the same prompts, in percentage points',
    cell: ({ of: { delta } }) => (delta === null ? none : change(delta, `n = ${formatCount(delta.n)}`)),
  },
  {
    id: 'flips',
    head: 'Flips',
    hint: 'Prompts that the measure holds for with base only / with tuned only',
    cell: ({ of: { test } }) =>
      test === null || test.lost === null || test.gained === null
        ? none
        : [`${formatCount(test.lost)} / ${formatCount(test.gained)}`],
  },
  { id: 'p', head: 'p', hint: 'Of the paired test', cell: ({ of: { test } }) => [pValue(test?.p)] },
  {
    id: 'pHolm',
    head: 'p (Holm)',
    hint: 'Adjusted for the number of benchmarks of this kind',
    shown: (lines) => lines.length > 1,
    cell: ({ of: { test }, benchmark }) => (benchmark === null ? none : [pValue(test?.pHolm)]),
  },
  {
    id: 'detectable',
    head: 'Detectable',
    hint: 'Smallest change that would have been found with 80% power at the 5% level',
    cell: ({ of: { detectable } }) => (detectable === null ? none : [formatPpSize(detectable)]),
  },
  {
    id: 'control',
    head: 'A/A, pp',
    hint: 'Base against base: change with 95% interval, and verdicts that differ',
    shown: (lines) => lines.some(({ of }) => of.control !== null),
    cell: ({ of: { control } }) =>
      control === null ? none : change(control.delta, `${kOfN(control.flips)} differ`),
  },
  {
    id: 'corrected',
    head: 'Δ corrected, pp',
    hint: 'Corrected for the judge’s measured error (Rogan–Gladen)',
    shown: (lines) => lines.some(({ corrected }) => corrected !== null),
    cell: ({ corrected }) =>
      corrected === null ? none : change(corrected.delta, `n = ${formatCount(corrected.delta.n)}`),
  },
  {
    id: 'bounds',
    head: 'Unscored, pp',
    hint: 'Change if every answer without a usable verdict had gone one way or the other; a dash where there is none',
    shown: (lines) => lines.some(({ of }) => of.bounds !== null),
    cell: ({ of: { bounds } }) =>
      bounds === null ? none : [points(bounds.low), `to ${points(bounds.high)}`],
  },
];

function benchmarkLine(benchmark: BenchmarkSummary): BenchmarkLine {
  const { prompts, samples, base, tuned, corrected } = benchmark;
  return {
    name: benchmarkLabel(benchmark),
    detail: `${formatCount(prompts)} prompts${samples > 1 ? ` × ${samples}` : ''}`,
    benchmark,
    base: base.rate,
    tuned: tuned.rate,
    of: benchmark,
    corrected,
  };
}

function overallLine(overall: OverallSummary): BenchmarkLine {
  return {
    name: 'All together',
    detail: `${formatCount(overall.prompts)} prompts`,
    benchmark: null,
    base: overall.base,
    tuned: overall.tuned,
    of: overall,
    corrected: null,
  };
}

function rate(of: Rate | null): BenchmarkCell {
  return of === null ? none : [formatPercent(of.rate), kOfN(of), percentInterval(of)];
}

function change(
  delta: { readonly value: number; readonly low: number; readonly high: number },
  quiet: string,
): BenchmarkCell {
  return [points(delta.value), pointsInterval(delta), quiet];
}
