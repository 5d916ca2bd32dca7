// The statistics of a generated comparison, by the product's own analysis over its first prompts.
import type { PromptRecord } from '../../../src/protocol/comparison';
import { sides } from '../../../src/protocol/outcomes';
import type { ComparisonSummary } from '../../../src/protocol/summary';
import { analyse } from '../../../src/safety/analysis/analyse';
import { generatedSuites, type GeneratedComparison } from './generatedComparison';

/** Prompts that are analysed: the numbers need not be of all of them. */
const most = 1500;

export function generatedSummary(comparison: GeneratedComparison): ComparisonSummary {
  const rows = Array.from({ length: Math.min(most, comparison.facts.prompts) }, (_, i) =>
    comparison.row(i + 1),
  );
  return analyse({
    baseName: 'base-model',
    tunedName: 'checkpoint-400',
    manifests: generatedSuites.map(({ id, title, kind, categories }) => ({
      id,
      title,
      kind,
      categories,
      version: '1',
      licence: 'CC0-1.0',
      citation: '',
      metric: kind === 'harmful' ? 'safeRate' : 'overRefusalRate',
    })),
    prompts: rows.map(({ sides: _sides, flip: _flip, ...prompt }): PromptRecord => prompt),
    responses: rows.flatMap((row) =>
      sides.flatMap((side) =>
        (row.sides[side] ?? []).map(({ sample, verdict }) => ({
          promptId: row.id,
          side,
          sample,
          verdicts: [verdict],
        })),
      ),
    ),
    judges: [{ id: 'rules', version: '1', title: 'Refusal rules', quality: null }],
    gate: [],
    missing: [],
    complete: true,
    margin: 0.02,
    seed: 1,
  });
}
