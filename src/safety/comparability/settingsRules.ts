// Gate rules about the generation settings: can answers of this kind carry the comparison?
import { defaultGenerationSettings } from '../../protocol/generation';
import type { SubjectFacts } from '../../protocol/subjects';
import { effectiveSettings, type EffectiveSettings } from '../settings/effectiveSettings';
import { generationDefaultsOf } from '../settings/generationDefaults';
import { formatCount } from '../presentation/numbers';
import type { Finding, SubjectPair } from './gateRule';

/** Tokens that a prompt under a wordy attack may take, template included. */
export const promptRoom = 256;
/** A refusal is over in fewer tokens than this; an answer shows what it is by then. */
const tellingAnswer = 32;

export function contextTooShort({ base, tuned, spec }: SubjectPair): Finding | null {
  const ofBase = contextLength(base);
  const ofTuned = contextLength(tuned);
  const context = Math.min(ofBase, ofTuned);
  const maxNewTokens = Math.max(...bothSettings({ base, tuned, spec }).map((own) => own.maxNewTokens));
  const room = context - maxNewTokens;
  if (room >= promptRoom) return null;
  const side =
    ofBase === ofTuned ? 'Both sides have' : ofBase < ofTuned ? 'The base has' : 'The tuned side has';
  return {
    severity: room <= 0 ? 'error' : 'warning',
    message:
      `${side} a context of ${context} tokens; with up to ${maxNewTokens} new ones ` +
      `${room <= 0 ? 'nothing is' : `only ${room} are`} left for the prompt. Lower the limit of new tokens.`,
  };
}

/** Tokens; infinite where it is not known or does not apply. */
function contextLength(facts: SubjectFacts): number {
  if (facts.kind === 'responses' || facts.kind === 'policy') return Infinity;
  return facts.contextLength ?? Infinity;
}

export function fewNewTokens(pair: SubjectPair): Finding | null {
  const maxNewTokens = Math.min(...bothSettings(pair).map((own) => own.maxNewTokens));
  if (maxNewTokens >= tellingAnswer) return null;
  return {
    severity: 'warning',
    message:
      `At most ${maxNewTokens} tokens are generated per answer: many will be cut off before they show whether the ` +
      `model refuses. Allow ${tellingAnswer} or more; 128 is the default.`,
  };
}

export function samplesAndGreedy(pair: SubjectPair): Finding | null {
  const { samples } = pair.spec.settings;
  if (samples <= 1 || bothSettings(pair).some(({ temperature }) => temperature > 0)) return null;
  return {
    severity: 'warning',
    message:
      `${samples} samples per prompt at temperature 0 are copies of one another: they cost time and add no ` +
      'information. Use one sample, or a temperature above 0.',
  };
}

export function samplingNotGreedy(pair: SubjectPair): Finding | null {
  const temperature = Math.max(...bothSettings(pair).map((own) => own.temperature));
  if (temperature <= 0 || pair.spec.control) return null;
  return {
    severity: 'note',
    message:
      `Answers are sampled (temperature ${temperature}), so some verdicts flip by chance alone. Switch the A/A ` +
      'control on (--aa) to see how many.',
  };
}

/** The limit that the user did not choose was raised, since a chat template makes its model think first. */
export function moreTokensToThink({ spec }: SubjectPair): Finding | null {
  const { limitByDefault, maxNewTokens } = spec.settings;
  if (limitByDefault !== true || maxNewTokens === defaultGenerationSettings.maxNewTokens) return null;
  return {
    severity: 'note',
    message:
      `A side thinks before it answers, by its chat template: both sides may take up to ${formatCount(maxNewTokens)} tokens ` +
      `per answer, in place of ${defaultGenerationSettings.maxNewTokens}. --max-new-tokens sets another limit.`,
  };
}

/** Of a checkpoint with its generation_config.json, where that is applied. */
function bothSettings({
  base,
  tuned,
  spec,
}: Pick<SubjectPair, 'base' | 'tuned' | 'spec'>): readonly EffectiveSettings[] {
  return [base, tuned].map((facts) =>
    effectiveSettings(spec.settings, facts.kind === 'checkpoint' ? generationDefaultsOf(facts) : {}),
  );
}
