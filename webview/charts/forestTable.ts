// What the forest plot of a summary shows, row by row, with the responses that each row leads to. Must not know the DOM.
import type { RowFilter } from '../../src/protocol/comparison';
import type { SuiteKind } from '../../src/protocol/outcomes';
import type { ComparisonSummary } from '../../src/protocol/summary';
import { formatPp } from '../../src/safety/presentation/numbers';
import { forestPanels, type ForestRow } from '../../src/safety/presentation/forest/forestPanels';

export interface ForestEntry {
  readonly row: ForestRow;
  readonly isOverall: boolean;
  /** The rows behind it. */
  readonly filter: RowFilter;
}

export interface ForestTable {
  readonly kind: SuiteKind;
  readonly entries: readonly ForestEntry[];
}

/** One table per kind of suite, harm first; all benchmarks together come last. */
export function forestTables(summary: ComparisonSummary): ForestTable[] {
  return forestPanels(summary).map(({ kind, rows, overall }) => {
    const benchmarks = summary.benchmarks.filter((benchmark) => benchmark.kind === kind);
    const entries = rows.map((row, index): ForestEntry => {
      const benchmark = benchmarks[index];
      const filter =
        benchmark === undefined
          ? { kind }
          : { suiteId: benchmark.suiteId, attackId: benchmark.attackId ?? 'none' };
      return { row, isOverall: false, filter };
    });
    // With one benchmark, all together would say the same again.
    if (overall === null || entries.length === 1) return { kind, entries };
    return { kind, entries: [...entries, { row: overall, isOverall: true, filter: { kind } }] };
  });
}

/** What the drawing shows beyond the numbers beside it, in words. */
export function drawingInWords({ delta, noise, bounds }: ForestRow): string {
  const range = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    `${formatPp(low)} to ${formatPp(high)}`;
  const parts: string[] = [];
  if (delta === null) parts.push('Nothing to compare');
  else parts.push(delta.low <= 0 && delta.high >= 0 ? 'Interval holds zero' : 'Interval leaves out zero');
  if (noise !== null) parts.push(`A/A band ${range(noise)}`);
  if (bounds !== null) parts.push(`if unscored answers had gone either way ${range(bounds)}`);
  return parts.join('; ');
}
