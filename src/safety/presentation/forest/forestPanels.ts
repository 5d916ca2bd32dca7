// From a summary to what a forest plot shows: one panel per kind of suite, on one common axis.
import { suiteKinds, type SuiteKind } from '../../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, OverallSummary } from '../../../protocol/summary';
import { overallLabels } from '../labels';
import { visibleText } from '../visibleText';

/** All differences are tuned − base, as shares in [−1, 1]. */
export interface ForestRow {
  readonly label: string;
  /** A second, quieter line; for example the attack. */
  readonly detail: string | null;
  /** Prompts with a usable verdict on both sides. */
  readonly n: number;
  /** null: nothing could be compared. */
  readonly delta: { readonly value: number; readonly low: number; readonly high: number } | null;
  /** The A/A band: base against base. */
  readonly noise: { readonly low: number; readonly high: number } | null;
  /** Delta if all unusable verdicts had gone one way or the other. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** Holm-adjusted. */
  readonly p: number | null;
}

export interface ForestPanel {
  readonly kind: SuiteKind;
  readonly rows: readonly ForestRow[];
  /** Drawn as a diamond below the rows. */
  readonly overall: ForestRow | null;
}

/** Harm first, then over-refusal, then tasks; a kind without benchmarks has no panel. */
export function forestPanels(summary: ComparisonSummary): ForestPanel[] {
  const panel = (kind: SuiteKind, overall: OverallSummary | null): ForestPanel => ({
    kind,
    rows: summary.benchmarks.filter((benchmark) => benchmark.kind === kind).map(benchmarkRow),
    overall: overall === null ? null : overallRow(overall),
  });
  return suiteKinds
    .map((kind) => panel(kind, summary[kind]))
    .filter(({ rows, overall }) => rows.length > 0 || overall !== null);
}

/** What panels that stand together have in common, so that they can be compared by eye. */
export interface ForestFrame {
  /** Range of the axis as shares, 0 within it. */
  readonly low: number;
  readonly high: number;
  /** All labels; the longest sets where the plot begins. */
  readonly labels: readonly string[];
}

export function forestFrame(panels: readonly ForestPanel[]): ForestFrame {
  const rows = panels.flatMap(allRows);
  const values = rows
    .flatMap(({ delta, noise, bounds }) => [delta, noise, bounds])
    .flatMap((range) => (range === null ? [] : [range.low, range.high]))
    .filter(Number.isFinite);
  return {
    // Two points either way at the least, so that a difference of nothing does not fill the width.
    low: Math.min(-0.02, ...values),
    high: Math.max(0.02, ...values),
    labels: rows.map((row) => row.label),
  };
}

/** The overall row, if there is one, last. */
export function allRows({ rows, overall }: ForestPanel): readonly ForestRow[] {
  return overall === null ? rows : [...rows, overall];
}

function benchmarkRow(benchmark: BenchmarkSummary): ForestRow {
  return {
    label: oneLine(benchmark.title),
    detail: benchmark.attackId === null ? null : `+ ${oneLine(benchmark.attackId)}`,
    ...commonParts(benchmark),
  };
}

function overallRow(overall: OverallSummary): ForestRow {
  return {
    label: overallLabels[overall.kind],
    detail: null,
    ...commonParts(overall),
  };
}

/** As it will be shown, so that its width can be estimated. */
function oneLine(text: string): string {
  return visibleText(text.replace(/\s+/g, ' '));
}

function commonParts(from: BenchmarkSummary | OverallSummary): Omit<ForestRow, 'label' | 'detail'> {
  const { delta, control } = from;
  const usable = delta !== null && [delta.value, delta.low, delta.high].every(Number.isFinite);
  return {
    n: delta?.n ?? 0,
    delta: usable ? { value: delta.value, low: delta.low, high: delta.high } : null,
    noise: control === null ? null : { low: control.delta.low, high: control.delta.high },
    bounds: from.bounds,
    p: from.test?.pHolm ?? null,
  };
}
