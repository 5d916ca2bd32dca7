// Why nothing can be trained on a cluster, by what a test job found there.
import type { ClusterTrainer, TargetCheck } from '../../protocol/cluster';

const needed: Readonly<Record<ClusterTrainer, readonly string[]>> = {
  trl: ['torch', 'transformers', 'trl', 'peft', 'datasets'],
  verl: ['torch', 'transformers', 'verl', 'vllm', 'ray', 'peft', 'datasets'],
};

export function targetProblems({
  trainer,
  packages,
  nodeProblem,
}: Pick<TargetCheck, 'trainer' | 'packages' | 'nodeProblem'>): string[] {
  const missing = needed[trainer].filter((name) => packages[name] === null);
  return [
    ...(missing.length === 0
      ? []
      : [`Missing there: ${missing.join(', ')}. Install them into the target's Python.`]),
    ...(nodeProblem === null ? [] : [nodeProblem]),
  ];
}
