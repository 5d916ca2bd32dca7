// Who said of the answers what they are, in a few words: a judge of what is about safety, the verifiers of tasks.
import type { ComparisonSummary } from '../../protocol/summary';

export function judgedBy({
  judge,
  capability,
}: Pick<ComparisonSummary, 'capability'> & { readonly judge: { readonly title: string } }): string {
  const tasks = capability === null ? '' : ' (tasks by their verifiers)';
  return `judged by ${judge.title}${tasks}`;
}
