// Metrics of steps under TRL's names, and their means between two lines of the log.
import type { FinishReason } from '../../../protocol/generation';
import type { OnlineAlgorithm } from '../algorithms/algorithm';
import type { Metrics } from '../run/metrics';

export interface ScoredCompletion {
  readonly group: number;
  readonly reward: number | null;
  /** By reward function. */
  readonly rewards: Readonly<Record<string, number | null>>;
  readonly tokens: number;
  readonly finishReason: FinishReason;
}

/**
 * As TRL's GRPOTrainer logs them: reward, reward_std (mean of the groups' standard deviations, n − 1, which advantages are
 * divided by; TRL 1.16 logs that of the whole step under this name), frac_reward_zero_std, rewards/<name>/mean and /std,
 * completions/*. Completions that no verifier could score count in completions/unscored alone.
 * Where the algorithm compares within the batch, the batch is the one group: PPO's and REINFORCE++'s groups may be of one.
 */
export function completionMetrics(
  completions: readonly ScoredCompletion[],
  comparesWithin: OnlineAlgorithm['comparesWithin'],
): Metrics {
  const groups = new Map<number, number[]>();
  for (const { group, reward } of completions) {
    const compared = comparesWithin === 'batch' ? 0 : group;
    const known = groups.get(compared) ?? [];
    if (reward !== null) known.push(reward);
    groups.set(compared, known);
  }
  const scored = completions.flatMap(({ reward }) => (reward === null ? [] : [reward]));
  const deviations = [...groups.values()].map(standardDeviation);
  const lengths = completions.map(({ tokens }) => tokens);
  const ended = completions
    .filter(({ finishReason }) => finishReason !== 'length')
    .map(({ tokens }) => tokens);
  return {
    ...ifAny('reward', scored, mean),
    reward_std: mean(deviations),
    frac_reward_zero_std: mean(deviations.map((deviation) => (deviation < 1e-8 ? 1 : 0))),
    ...rewardMetrics(completions),
    'completions/unscored': completions.length - scored.length,
    'completions/mean_length': mean(lengths),
    'completions/min_length': Math.min(...lengths),
    'completions/max_length': Math.max(...lengths),
    'completions/clipped_ratio': 1 - ended.length / completions.length,
    ...ifAny('completions/mean_terminated_length', ended, mean),
  };
}

function rewardMetrics(completions: readonly ScoredCompletion[]): Metrics {
  const names = [...new Set(completions.flatMap(({ rewards }) => Object.keys(rewards)))];
  return Object.assign(
    {},
    ...names.map((name) => {
      const values = completions.flatMap(({ rewards }) => rewards[name] ?? []);
      return {
        ...ifAny(`rewards/${name}/mean`, values, mean),
        ...ifAny(`rewards/${name}/std`, values, standardDeviation),
      };
    }),
  ) as Metrics;
}

function ifAny(key: string, values: readonly number[], of: (values: readonly number[]) => number): Metrics {
  return values.length === 0 ? {} : { [key]: of(values) };
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n − 1, as torch.std; 0 for fewer than two values. */
function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Means over the steps since the last line of the log; learning rate and counts of the last step. */
export class MetricMeans {
  private sums = new Map<string, { total: number; count: number }>();

  add(metrics: Readonly<Metrics>): void {
    for (const [name, value] of Object.entries(metrics)) {
      const known = this.sums.get(name);
      if (known === undefined) this.sums.set(name, { total: value, count: 1 });
      else {
        known.total += value;
        known.count++;
      }
    }
  }

  /** The means, and a fresh start. */
  take(): Metrics {
    const means = Object.fromEntries([...this.sums].map(([name, { total, count }]) => [name, total / count]));
    this.sums = new Map();
    return means;
  }
}
