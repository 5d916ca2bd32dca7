// Who said of the answers what they are, in a few words: a judge of what is about safety, the verifiers of tasks.
import type { SuiteKind } from '../../protocol/outcomes';
import type { ComparisonSummary } from '../../protocol/summary';

export function judgedBy({
  judge,
  harmful,
  benign,
  capability,
  control,
}: Pick<ComparisonSummary, SuiteKind> & { readonly judge: { readonly title: string } }): string {
  if (control !== null && harmful === null && benign === null && capability === null) {
    return 'trajectories judged by their constraints';
  }
  const tasks = capability === null ? '' : ' (tasks by their verifiers)';
  return `judged by ${judge.title}${tasks}`;
}
