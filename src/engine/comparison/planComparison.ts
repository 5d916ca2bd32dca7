// Everything that can be wrong with a comparison before its file is made: suites, attacks, both sides.
import type { ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import type { SuiteManifest } from '../../protocol/suites';
import { checkGates } from '../../safety/analysis/gates';
import { checkColumns, subjectsOf } from '../../safety/subjects/columns';
import type { EngineContext } from '../engineContext';
import type { Respondent } from '../respondents/respondent';
import { withThinkingLimit } from '../respondents/thinkingLimit';
import { loadSuites } from '../suites/suiteCatalog';
import { cutPrefills } from './cutPrefills';
import { withExactBase } from './exactBase';
import { planPrompts } from './planPrompts';
import { requireAnswerable } from './requireAnswerable';

export interface ComparisonPlan {
  /** With the limit of tokens that counts, and whether the exact base is asked. */
  readonly spec: ComparisonSpec;
  readonly manifests: readonly SuiteManifest[];
  readonly prompts: readonly PromptRecord[];
}

/** @throws GuardrailError conditionInvalid for a gate on what is not run, invalidRequest for columns that are none and sides that cannot answer, and what loading the suites or opening the sides throws. */
export async function planComparison(
  context: EngineContext,
  spec: ComparisonSpec,
  apiKeys: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ComparisonPlan> {
  checkColumns(spec);
  const suites = await loadSuites(spec.suites, context.settings.mediaFolder);
  requireAnswerable(spec, suites);
  const prompts = planPrompts(suites, spec);
  checkGates(spec, prompts);
  const opened: Respondent[] = [];
  try {
    for (const ref of subjectsOf(spec)) {
      const respondent = await context.opener(apiKeys)(ref, signal);
      opened.push(respondent);
      // Fingerprints of a checkpoint take long and are the run's; a server is asked now whether it has the model.
      if (ref.kind === 'endpoint') await respondent.facts(signal);
      respondent.checkSettings(spec.settings);
    }
    const sides = opened.map(({ local }) => local);
    const [base] = opened;
    const limited = { ...spec, settings: await withThinkingLimit(spec.settings, sides) };
    return {
      spec: base === undefined ? limited : withExactBase(limited, base, context.settings.memoryLimit),
      manifests: suites.map((suite) => suite.manifest),
      prompts: cutPrefills(prompts, opened),
    };
  } finally {
    for (const respondent of opened) await respondent.dispose();
  }
}
