// The reward functions of a training run in its log: which there are, and what their held-out figure is called.
import type { AccuracyMeaning, TrainingLogEntry } from '../../protocol/training';

/** Where a reward function's mean stands: over the step's completions, or over the answers to held-out prompts. */
export type RewardPlace = 'training' | 'heldOut';

export function rewardMetric(place: RewardPlace, name: string): string {
  return `${place === 'training' ? '' : 'eval_'}rewards/${name}/mean`;
}

/** In the order of their first appearance. */
export function rewardsLogged(entries: readonly Readonly<TrainingLogEntry>[], place: RewardPlace): string[] {
  const pattern = place === 'training' ? /^rewards\/(.+)\/mean$/u : /^eval_rewards\/(.+)\/mean$/u;
  const found = entries.flatMap((entry) => Object.keys(entry).flatMap((key) => pattern.exec(key)?.[1] ?? []));
  return [...new Set(found)];
}

/** "Held-out accuracy (number)"; without a name where the run does not say. */
export function accuracyLabel(of: AccuracyMeaning | null): string {
  return of === null ? 'Held-out accuracy' : `Held-out accuracy (${of.reward})`;
}
