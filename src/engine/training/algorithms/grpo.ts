// Group relative policy optimisation.
import { tokenPolicyLoss } from '../losses/tokenPolicyLoss';
import type { OnlineAlgorithm } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { fromGroups, type GroupStatistics } from './groupRewards';
import { onlineRun } from './runDefaults';
import { constantAdvantages, tokenWeights } from './sampleInputs';

/** A_i = (R_i − mean of the group) / (std of the group + 1e-4); the constant is TRL's. */
export function groupNormalised(reward: number, { mean, std }: GroupStatistics): number {
  return (reward - mean) / (std + 1e-4);
}

/**
 * Shao et al., DeepSeekMath (arXiv 2402.03300), eq. 3, with outcome rewards:
 *
 *     mean over samples of (1/|o_i|)·Σ_t [ min(ρ_t A_i, clip(ρ_t, 1 ± ε)·A_i) − β·k3_t ]
 *
 * β = 0.04 is the paper's; TRL's default is 0 since 2025.
 */
export const grpo: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: (maxCompletionLength) => ({ ...commonSettings(maxCompletionLength), beta: 0.04 }),
  reads: ['beta', 'use_bias_correction_kl'],
  preset: { beta: 0.02 },
  comparesWithin: 'group',
  resamplesFlatGroups: false,
  loss: (settings) => tokenPolicyLoss({ ...settings, klWeight: settings.beta }),
  targets: (samples) => constantAdvantages(samples, fromGroups(samples, groupNormalised)),
  weights: (lengths) => tokenWeights(lengths, (length, totals) => 1 / (totals.samples * length)),
};
