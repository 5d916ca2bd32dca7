// A finished comparison in the few words of a row: what changed, and when it was run.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { formatCount, formatPointsInterval, formatPp } from '../../safety/presentation/numbers';

/** "−12.1 pp [−16.0, −8.3] · 2026-11-28", of the harmful prompts, else of the benign ones; their number without a change. */
export function comparisonLine(
  { prompts, updatedAt }: Pick<ComparisonFacts, 'prompts' | 'updatedAt'>,
  { harmful, benign }: Pick<ComparisonSummary, 'harmful' | 'benign'>,
): string {
  const delta = harmful?.delta ?? benign?.delta ?? null;
  const change =
    delta === null
      ? `${formatCount(prompts)} prompts`
      : `${formatPp(delta.value)} ${formatPointsInterval(delta)}`;
  return `${change} · ${updatedAt.slice(0, 10)}`;
}
