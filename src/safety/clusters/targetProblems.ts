// Why nothing can be trained on a cluster, by what a test job found there.
import type { TargetCheck } from '../../protocol/cluster';

const needed = ['torch', 'transformers', 'trl', 'peft', 'datasets'];

export function targetProblems({
  packages,
  nodeProblem,
}: Pick<TargetCheck, 'packages' | 'nodeProblem'>): string[] {
  const missing = needed.filter((name) => packages[name] === null);
  return [
    ...(missing.length === 0
      ? []
      : [`Missing there: ${missing.join(', ')}. Install them into the target's Python.`]),
    ...(nodeProblem === null ? [] : [nodeProblem]),
  ];
}
