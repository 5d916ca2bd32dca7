// The comparability gate: can a difference between these two checkpoints be put down to the fine-tune?
// Facts in, notes out; it opens no file and runs no model.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { Note, NoteSeverity } from '../../protocol/summary';
import { adapterBaseMismatch, adapterBaseNotCompared, swappedSides } from './adapterRules';
import type { GateRule, ProbeResult } from './gateRule';
import { differentDtype, differentQuantization } from './precisionRules';
import { contextTooShort, fewNewTokens, samplesAndGreedy, samplingNotGreedy } from './settingsRules';
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
  'differentTokenizer',
  'differentTemplate',
  'differentQuantization',
  'differentDtype',
  'samplesAndGreedy',
  'fewNewTokens',
  'samplingNotGreedy',
  'identicalTensorsShare',
] as const;

export type GateRuleId = (typeof gateRuleIds)[number];

const rules: Readonly<Record<GateRuleId, GateRule>> = {
  identicalWeights,
  noEffectAdapter,
  noEffectWeights,
  brokenLogits,
  missingTemplate,
  contextTooShort,
  swappedSides,
  differentArchitecture,
  adapterBaseNotCompared,
  adapterBaseMismatch,
  differentTokenizer,
  differentTemplate,
  differentQuantization,
  differentDtype,
  samplesAndGreedy,
  fewNewTokens,
  samplingNotGreedy,
  identicalTensorsShare,
};

const severityOrder: Readonly<Record<NoteSeverity, number>> = { error: 0, warning: 1, note: 2 };

/** Notes, the gravest first; empty for a pair that can be compared without a caveat. */
export function checkComparability(
  base: CheckpointFacts,
  tuned: CheckpointFacts,
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
