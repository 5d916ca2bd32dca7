// Every reward function on the held-out prompts, beside the one that decides: entries of the log under TRL's names
// (eval_rewards/<name>/mean), and their paired change to the first evaluation. Pure.
import type { EvaluationAnswer } from './evaluationAnswers';
import { meanDifference } from './meanDifference';
import type { Metrics } from './metrics';

/** Means over the answers that the function could score. */
export function rewardEntries(answers: readonly EvaluationAnswer[]): Metrics {
  const metrics: Metrics = {};
  for (const name of rewardsOf(answers)) {
    const values = answers.flatMap(({ rewards }) => rewards?.[name] ?? []);
    if (values.length === 0) continue;
    metrics[`eval_rewards/${name}/mean`] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return metrics;
}

/** `eval_rewards/<name>/delta` with its interval, over answers that were scored then and now. */
export function rewardChanges(
  start: readonly EvaluationAnswer[],
  answers: readonly EvaluationAnswer[],
): Metrics {
  const before = new Map(start.map((answer) => [keyOf(answer), answer]));
  const metrics: Metrics = {};
  for (const name of rewardsOf(answers)) {
    const clusters = new Map<string, number[]>();
    for (const answer of answers) {
      const then = before.get(keyOf(answer))?.rewards?.[name] ?? null;
      const now = answer.rewards?.[name] ?? null;
      if (then === null || now === null) continue;
      const cluster = clusters.get(promptOf(answer));
      if (cluster === undefined) clusters.set(promptOf(answer), [now - then]);
      else cluster.push(now - then);
    }
    if (clusters.size === 0) continue;
    const { value, low, high } = meanDifference([...clusters.values()]);
    metrics[`eval_rewards/${name}/delta`] = value;
    metrics[`eval_rewards/${name}/delta_low`] = low;
    metrics[`eval_rewards/${name}/delta_high`] = high;
  }
  return metrics;
}

function rewardsOf(answers: readonly EvaluationAnswer[]): string[] {
  return [...new Set(answers.flatMap(({ rewards }) => Object.keys(rewards ?? {})))];
}

function promptOf({ itemId, prompt }: EvaluationAnswer): string {
  return `${itemId}\u0000${prompt}`;
}

function keyOf(answer: EvaluationAnswer): string {
  return `${promptOf(answer)}\u0000${answer.sample}`;
}
