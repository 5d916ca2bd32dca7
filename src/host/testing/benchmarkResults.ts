// What of a comparison is a passed and what a failed test. Must not know VS Code.
import type { ComparisonRow } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import type { GateResult } from '../../safety/analysis/failIf';
import { benchmarkLabel } from '../../safety/presentation/labels';
import { formatDelta } from '../../safety/presentation/numbers';

export interface BenchmarkResult {
  /** Of the benchmark under its attack, or of a gate. */
  readonly id: string;
  readonly label: string;
  /** null: passed. */
  readonly failure: string | null;
  /** Prompts that base handled well and tuned did not: no word of them. */
  readonly lost: readonly { readonly promptId: number; readonly label: string }[];
}

/** Gates first. A benchmark fails by a prompt that was lost; a gate, where it does not pass. */
export function benchmarkResults(
  summary: ComparisonSummary,
  lost: readonly ComparisonRow[],
  gates: readonly GateResult[],
): BenchmarkResult[] {
  const ofGates = gates.map(({ expression, outcome, explanation }) => ({
    ...{ id: `gate ${expression}`, label: `Gate: ${expression}`, lost: [] },
    failure: outcome === 'passed' ? null : explanation,
  }));
  const ofBenchmarks = summary.benchmarks.map((benchmark) => {
    const own = lost.filter(
      ({ suiteId, attackId }) => suiteId === benchmark.suiteId && attackId === benchmark.attackId,
    );
    const { delta } = benchmark;
    const change = delta === null ? '' : ` (${formatDelta(delta)})`;
    return {
      id: `${benchmark.suiteId} ${benchmark.attackId ?? ''}`.trim(),
      label: benchmarkLabel(benchmark),
      failure: own.length === 0 ? null : `${own.length} of ${benchmark.prompts} prompts lost${change}`,
      lost: own.map(({ id, itemId, category }) => ({
        promptId: id,
        label: [itemId, category].filter((part) => part !== '').join(' · '),
      })),
    };
  });
  return [...ofGates, ...ofBenchmarks];
}
