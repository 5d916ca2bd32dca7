// From a stored comparison to its numbers.
import { defaultMargin } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { analyse } from '../../safety/analysis/analyse';
import type { ComparisonStore } from '../store/comparisonStore';

export function summarize(store: ComparisonStore): ComparisonSummary {
  const facts = store.describe();
  return analyse({
    baseName: facts.base?.name ?? 'base',
    tunedName: facts.tuned?.name ?? 'tuned',
    manifests: store.manifests(),
    prompts: store.prompts(),
    responses: store.judgedResponses(),
    missing: store.missing(),
    judges: store.judges(),
    gate: facts.gate,
    margin: facts.spec.margin ?? defaultMargin,
    complete: facts.status === 'complete',
    seed: facts.spec.settings.seed,
  });
}
