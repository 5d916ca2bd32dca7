// What an audit's rewards and groups are called.
import type { AuditedFunction, AuditGroup, AuditSummary, RewardReading } from '../../../protocol/audit';

/** A single function that can differ is the whole reward, up to a constant. */
export function rewardTitle(
  reward: RewardReading['reward'],
  functions: readonly Pick<AuditedFunction, 'name' | 'needs' | 'weight'>[],
): string {
  if (reward !== null) return reward;
  const differing = functions.filter(({ needs, weight }) => needs === null && weight !== 0);
  const [only] = differing.length === 0 ? functions : differing;
  return differing.length > 1 || only === undefined ? 'weighted sum' : only.name;
}

/** 0.05, not 0.0500: as a configuration has it. */
export function betaText(beta: number): string {
  return String(Number(beta.toPrecision(3)));
}

/** Both kinds, over all benchmarks. */
export function kindGroups({ groups }: Pick<AuditSummary, 'groups'>): readonly AuditGroup[] {
  return groups.filter(({ suiteId }) => suiteId === null);
}

/** "number needs the column “answer”" of the functions that cannot score benchmark prompts. */
export function notApplicableText(functions: readonly AuditedFunction[]): string | null {
  const without = functions.filter(({ needs }) => needs !== null);
  if (without.length === 0) return null;
  const parts = without.map(({ name, needs }) => `${name} needs the column "${needs ?? ''}"`);
  return `Not applicable here: ${parts.join(', ')}, and a benchmark's prompt has no reference. Such a function gives every answer the same.`;
}
