// Everything that can be wrong with a comparison before its file is made: suites, attacks, checkpoints.
import type { ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import type { SuiteManifest } from '../../protocol/suites';
import type { EngineContext } from '../engineContext';
import { loadSuites } from '../suites/suiteCatalog';
import { planPrompts } from './planPrompts';

export interface ComparisonPlan {
  readonly manifests: readonly SuiteManifest[];
  readonly prompts: readonly PromptRecord[];
}

/** @throws GuardrailError what loading the suites or opening the checkpoints throws. */
export async function planComparison(
  context: EngineContext,
  spec: ComparisonSpec,
  signal: AbortSignal,
): Promise<ComparisonPlan> {
  const suites = await loadSuites(spec.suites, context.settings.mediaFolder);
  const prompts = planPrompts(suites, spec);
  for (const ref of [spec.base, spec.tuned]) {
    const checkpoint = await context.open(ref, signal);
    await checkpoint.dispose();
  }
  return { manifests: suites.map((suite) => suite.manifest), prompts };
}
