// GRPO done right: without the two terms that bias GRPO by length and by difficulty.
import { tokenPolicyLoss } from '../losses/tokenPolicyLoss';
import type { OnlineAlgorithm } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { fromGroups } from './groupRewards';
import { onlineRun } from './runDefaults';
import { constantAdvantages, tokenWeights } from './sampleInputs';

/**
 * Liu et al., Understanding R1-Zero-Like Training (arXiv 2503.20783), section 3.2: A_i = R_i − mean of the group, not
 * divided by the standard deviation, and the sum over tokens is divided by a constant, the longest completion allowed,
 * rather than by each completion's own length. No KL term by default, as in the paper.
 */
export const drGrpo: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: commonSettings,
  reads: ['beta', 'use_bias_correction_kl'],
  comparesWithin: 'group',
  resamplesFlatGroups: false,
  loss: (settings) => tokenPolicyLoss({ ...settings, klWeight: settings.beta }),
  targets: (samples) =>
    constantAdvantages(
      samples,
      fromGroups(samples, (reward, { mean }) => reward - mean),
    ),
  weights: (lengths, { maxCompletionLength }) =>
    tokenWeights(lengths, (_, totals) => 1 / (totals.samples * maxCompletionLength)),
};
