// The servers that a comparison asks.
import type { ComparisonSpec } from '../../protocol/comparison';
import { subjectsOf } from './columns';
import { serverUrls } from './subjectText';

/** The URLs of its endpoint sides, replicas among them, and of its endpoint judges, each once. */
export function endpointUrls(spec: Pick<ComparisonSpec, 'base' | 'tuned' | 'columns' | 'judges'>): string[] {
  const sides = subjectsOf(spec).flatMap((ref) => (ref.kind === 'endpoint' ? serverUrls(ref) : []));
  const judges = spec.judges.flatMap((judge) => (judge.kind === 'endpoint' ? [judge.url] : []));
  return [...new Set([...sides, ...judges])];
}
