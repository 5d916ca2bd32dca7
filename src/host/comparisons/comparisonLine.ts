// A finished comparison in the few words of a row: what changed, and when it was run.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { SuiteKind } from '../../protocol/outcomes';
import type { ComparisonSummary, Delta } from '../../protocol/summary';
import { formatCount, formatPointsInterval, formatPp } from '../../safety/presentation/numbers';

/**
 * "−12.1 pp [−16.0, −8.3] · 2026-11-28", of the harmful prompts, else of the benign ones, else of a policy's episodes; their number without a change. Where
 * tasks were run, "capability +4.0 pp [+1.0, +7.0]" stands behind it.
 */
export function comparisonLine(
  { prompts, updatedAt }: Pick<ComparisonFacts, 'prompts' | 'updatedAt'>,
  { harmful, benign, capability, control }: Pick<ComparisonSummary, SuiteKind>,
): string {
  const safety = harmful?.delta ?? benign?.delta ?? control?.delta ?? null;
  const changes = [
    ...(safety === null ? [] : [changeText(safety)]),
    ...(capability?.delta == null ? [] : [`capability ${changeText(capability.delta)}`]),
  ];
  const asked = `${formatCount(prompts)} ${control === null ? 'prompts' : 'episodes'}`;
  const change = changes.length === 0 ? asked : changes.join(', ');
  return `${change} · ${updatedAt.slice(0, 10)}`;
}

function changeText(delta: Delta): string {
  return `${formatPp(delta.value)} ${formatPointsInterval(delta)}`;
}
