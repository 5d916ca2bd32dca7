// Rewards within the group of samples of one prompt.

/** What rewards need of a sample; null: not scored. */
interface GroupedReward {
  readonly group: number;
  readonly reward: number | null;
}

/** Statistics of a group's scored rewards. */
export interface GroupStatistics {
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  /** With n − 1 below the fraction, as TRL and verl have it; 0 for a single reward. */
  readonly std: number;
}

/** By group, over the scored samples; a group without any has count 0. */
function groupStatistics(samples: readonly GroupedReward[]): ReadonlyMap<number, GroupStatistics> {
  const rewards = new Map<number, number[]>();
  for (const { group, reward } of samples) {
    const known = rewards.get(group) ?? [];
    if (reward !== null) known.push(reward);
    rewards.set(group, known);
  }
  return new Map([...rewards].map(([group, values]) => [group, statistics(values)]));
}

/**
 * Whether a group teaches nothing: its scored rewards are all the same (TRL's frac_reward_zero_std counts these; DAPO
 * draws other prompts in their place).
 */
export function isFlatGroup(rewards: readonly (number | null)[]): boolean {
  const { std } = statistics(rewards.filter((reward) => reward !== null));
  return std <= 1e-8;
}

/** One number per sample from its reward and its group's statistics; 0 for a sample that is not scored. */
export function fromGroups(
  samples: readonly GroupedReward[],
  advantage: (reward: number, group: GroupStatistics) => number,
): number[] {
  const groups = groupStatistics(samples);
  return samples.map(({ group, reward }) => {
    const statisticsOfGroup = groups.get(group);
    return reward === null || statisticsOfGroup === undefined ? 0 : advantage(reward, statisticsOfGroup);
  });
}

function statistics(values: readonly number[]): GroupStatistics {
  const count = values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = count === 0 ? 0 : sum / count;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { count, sum, mean, std: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
}
