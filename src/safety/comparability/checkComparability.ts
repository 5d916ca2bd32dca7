// The comparability gate: can a difference between these two sides be put down to the fine-tune?
// Facts in, notes out; it opens no file and runs no model.
import type { ComparisonSpec } from '../../protocol/comparison';
import type { SubjectFacts } from '../../protocol/subjects';
import type { Note, NoteSeverity } from '../../protocol/summary';
import { adapterBaseMismatch, adapterBaseNotCompared, swappedSides } from './adapterRules';
import {
  differentGenerationConfig,
  generationConfigInPart,
  generationConfigNotApplied,
} from './generationConfigRules';
import { ofCheckpoints, type GateRule, type ProbeResult } from './gateRule';
import { differentDtype, differentPrecision, differentQuantization } from './precisionRules';
import {
  contextTooShort,
  fewNewTokens,
  moreTokensToThink,
  samplesAndGreedy,
  samplingNotGreedy,
} from './settingsRules';
import {
  differentServer,
  differentTemplatePlace,
  doubledBos,
  parentNotCompared,
  sameSubject,
  unchecked,
} from './subjectRules';
import { differentTemplate, differentTokenizer, missingTemplate } from './tokenizerRules';
import {
  brokenLogits,
  differentArchitecture,
  identicalTensorsShare,
  identicalWeights,
  noEffectAdapter,
  noEffectWeights,
} from './weightRules';

export type { ProbeResult };

/** In the order in which they are shown within one severity. The ids are stable: exports carry them. */
export const gateRuleIds = [
  'sameSubject',
  'identicalWeights',
  'noEffectAdapter',
  'noEffectWeights',
  'brokenLogits',
  'missingTemplate',
  'contextTooShort',
  'swappedSides',
  'differentArchitecture',
  'adapterBaseNotCompared',
  'adapterBaseMismatch',
  'parentNotCompared',
  'differentTokenizer',
  'differentTemplate',
  'differentTemplatePlace',
  'doubledBos',
  'differentQuantization',
  'differentPrecision',
  'differentDtype',
  'differentGenerationConfig',
  'generationConfigInPart',
  'samplesAndGreedy',
  'fewNewTokens',
  'samplingNotGreedy',
  'generationConfigNotApplied',
  'moreTokensToThink',
  'differentServer',
  'identicalTensorsShare',
  'unchecked',
] as const;

export type GateRuleId = (typeof gateRuleIds)[number];

const rules: Readonly<Record<GateRuleId, GateRule>> = {
  sameSubject,
  identicalWeights: ofCheckpoints(identicalWeights),
  noEffectAdapter: ofCheckpoints(noEffectAdapter),
  noEffectWeights: ofCheckpoints(noEffectWeights),
  brokenLogits: ofCheckpoints(brokenLogits),
  missingTemplate: ofCheckpoints(missingTemplate),
  contextTooShort,
  swappedSides: ofCheckpoints(swappedSides),
  differentArchitecture: ofCheckpoints(differentArchitecture),
  adapterBaseNotCompared: ofCheckpoints(adapterBaseNotCompared),
  adapterBaseMismatch: ofCheckpoints(adapterBaseMismatch),
  parentNotCompared,
  differentTokenizer: ofCheckpoints(differentTokenizer),
  differentTemplate: ofCheckpoints(differentTemplate),
  differentTemplatePlace,
  doubledBos,
  differentQuantization: ofCheckpoints(differentQuantization),
  differentPrecision: ofCheckpoints(differentPrecision),
  differentDtype: ofCheckpoints(differentDtype),
  differentGenerationConfig,
  generationConfigInPart,
  samplesAndGreedy,
  fewNewTokens,
  samplingNotGreedy,
  generationConfigNotApplied,
  moreTokensToThink,
  differentServer,
  identicalTensorsShare: ofCheckpoints(identicalTensorsShare),
  unchecked,
};

const severityOrder: Readonly<Record<NoteSeverity, number>> = { error: 0, warning: 1, note: 2 };

/** Notes, the gravest first; empty for a pair that can be compared without a caveat. */
export function checkComparability(
  base: SubjectFacts,
  tuned: SubjectFacts,
  probe: ProbeResult | null,
  spec: ComparisonSpec,
): Note[] {
  const notes: Note[] = [];
  for (const id of gateRuleIds) {
    const finding = rules[id]({ base, tuned, probe, spec });
    if (finding !== null) notes.push({ id, ...finding });
  }
  return notes.sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}
