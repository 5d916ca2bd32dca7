// From a stored comparison to its numbers.
import { defaultMargin } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { analyse } from '../../safety/analysis/analyse';
import { pairsOnly } from '../../safety/analysis/pairsOnly';
import type { ComparisonStore } from '../store/comparisonStore';

export function summarize(store: ComparisonStore): ComparisonSummary {
  const facts = store.describe();
  const complete = facts.status === 'complete';
  const responses = store.judgedResponses();
  const missing = store.missing();
  return analyse({
    baseName: facts.base?.name ?? 'base',
    tunedName: facts.tuned?.name ?? 'tuned',
    manifests: store.manifests(),
    prompts: store.prompts(),
    responses: complete ? responses : pairsOnly(responses, missing),
    labels: store.labels(),
    missing,
    judges: store.judges(),
    gate: facts.gate,
    margin: facts.spec.margin ?? defaultMargin,
    complete,
    seed: facts.spec.settings.seed,
  });
}
