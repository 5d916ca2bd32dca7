// Decoupled clip and dynamic sampling policy optimisation.
import { tokenPolicyLoss } from '../losses/tokenPolicyLoss';
import type { OnlineAlgorithm } from './algorithm';
import { commonSettings, type AlgorithmSettings } from './algorithmSettings';
import { groupNormalised } from './grpo';
import { fromGroups } from './groupRewards';
import { onlineRun } from './runDefaults';
import { constantAdvantages, tokenMeanWeights } from './sampleInputs';

/**
 * Yu et al., DAPO (arXiv 2503.14476), eq. 13, added to the reward: 0 up to L_max − L_cache tokens, then falling linearly
 * to −1 at L_max.
 */
export function overlongPenalty(
  length: number,
  { maxCompletionLength, overlongBuffer }: Pick<AlgorithmSettings, 'maxCompletionLength' | 'overlongBuffer'>,
): number {
  if (overlongBuffer <= 0) return 0;
  const over = length - (maxCompletionLength - overlongBuffer);
  return over <= 0 ? 0 : -Math.min(1, over / overlongBuffer);
}

/**
 * Yu et al., DAPO (arXiv 2503.14476), eqs. 8–12: GRPO's advantages; the mean over all tokens of the batch instead of per
 * sample; a wider clip range above (0.28) than below (0.2); groups without a difference in reward are drawn again (the
 * trainer does it, by the reward before the penalty); the overlong penalty, over the last fifth of the length as in the
 * paper (4,096 of 20,480); no KL term.
 */
export const dapo: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: (maxCompletionLength) => ({
    ...commonSettings(maxCompletionLength),
    epsilonHigh: 0.28,
    overlongBuffer: Math.floor(maxCompletionLength / 5),
  }),
  reads: ['beta', 'use_bias_correction_kl', 'soft_punish_cache', 'max_resample_rounds'],
  comparesWithin: 'group',
  resamplesFlatGroups: true,
  loss: (settings) => tokenPolicyLoss({ ...settings, klWeight: settings.beta }),
  targets: (samples, settings) => {
    const penalised = samples.map(({ group, reward, length }) => ({
      group,
      reward: reward === null ? null : reward + overlongPenalty(length, settings),
    }));
    return constantAdvantages(samples, fromGroups(penalised, groupNormalised));
  },
  weights: tokenMeanWeights,
};
