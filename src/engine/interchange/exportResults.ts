// A comparison's results in the formats of other tools: which format is written where.
import type { ResultFormat } from '../../protocol/comparison';
import { modelCard } from '../../safety/report/modelCard';
import { sideName } from '../../safety/presentation/sideName';
import { summarize } from '../comparison/summarize';
import { makeFolder, writeFileAtomically } from '../files/atomicFile';
import type { ComparisonStore } from '../store/comparisonStore';
import { writeInspectLogs } from './inspect/writeInspectLogs';
import { writeLlmComparator } from './llmComparator';
import { writeLmEvalLogs } from './lmEval/writeLmEvalLogs';

/**
 * `target`: a folder for formats of several files (`resultFormats`), else a file. Returns the files that were written.
 * @throws GuardrailError storeWriteFailed, storeInvalid where the comparison is damaged
 */
export async function exportResults(
  store: ComparisonStore,
  { target, format }: { readonly target: string; readonly format: ResultFormat },
): Promise<readonly string[]> {
  switch (format) {
    case 'inspect':
      await makeFolder(target);
      return writeInspectLogs(store, target);
    case 'lm-eval':
      await makeFolder(target);
      return writeLmEvalLogs(store, target);
    case 'llm-comparator':
      return writeLlmComparator(store, target);
    case 'model-card':
      await writeFileAtomically(target, modelCard(cardInput(store)));
      return [target];
  }
}

function cardInput(store: ComparisonStore): Parameters<typeof modelCard>[0] {
  const facts = store.describe();
  const models = facts.columns?.map(({ name }, column) => ({
    name,
    summary: summarize(store.forColumn(column)),
  }));
  return { facts, models: models ?? [{ name: sideName(facts, 'tuned'), summary: summarize(store) }] };
}
