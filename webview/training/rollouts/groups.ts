// The completions of a step, prompt by prompt. Must not know the DOM.
import type { RolloutRow } from '../../../src/protocol/training';

export interface RolloutGroup {
  readonly group: number;
  readonly prompt: string;
  readonly rows: readonly RolloutRow[];
  /** Of the completions that were scored; null where none was. */
  readonly meanReward: number | null;
  /** Every completion has the same reward: no advantage, nothing to learn. */
  readonly uniform: boolean;
}

/** In the order in which the groups first appear. */
export function rolloutGroups(rows: readonly RolloutRow[]): readonly RolloutGroup[] {
  const groups = new Map<number, RolloutRow[]>();
  for (const row of rows) {
    const group = groups.get(row.group);
    if (group === undefined) groups.set(row.group, [row]);
    else group.push(row);
  }
  return [...groups].map(([group, members]) => {
    const scored = members.flatMap(({ reward }) => (reward === null ? [] : [reward]));
    return {
      group,
      prompt: members[0]?.prompt ?? '',
      rows: members,
      meanReward:
        scored.length === 0 ? null : scored.reduce((sum, reward) => sum + reward, 0) / scored.length,
      uniform: scored.length > 1 && scored.every((reward) => reward === scored[0]),
    };
  });
}

/** The reward functions of a step, in the order of their first appearance. */
export function rewardNames(rows: readonly RolloutRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ rewards }) => Object.keys(rewards)))];
}

/** The newest step with rollouts at or before a step, else the first one; null where there is none. */
export function nearestStep(steps: readonly number[], step: number): number | null {
  return steps.findLast((candidate) => candidate <= step) ?? steps[0] ?? null;
}
