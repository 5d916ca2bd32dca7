// REINFORCE++: no critic and no group baseline, advantages normalised over the whole batch.
import { tokenPolicyLoss } from '../losses/tokenPolicyLoss';
import type { OnlineAlgorithm } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { onlineRun } from './runDefaults';
import { tokenAdvantages, tokenMeanWeights } from './sampleInputs';
import { normaliseTokens, rewardsToGo, tokenRewards } from './tokenRewards';

/**
 * Hu et al., REINFORCE++ (arXiv 2501.03262): A_t = R − β·Σ_{i ≥ t} [log π_old(i) − log π_ref(i)] (with γ = 1), then
 * normalised by the mean and standard deviation over all tokens of the batch; PPO's clipped loss as the mean over tokens.
 * β = 0.01 is OpenRLHF's default.
 */
export const reinforcePlusPlus: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: (maxCompletionLength) => ({ ...commonSettings(maxCompletionLength), beta: 0.01 }),
  reads: ['beta', 'gamma'],
  comparesWithin: 'batch',
  resamplesFlatGroups: false,
  loss: (settings) => tokenPolicyLoss({ ...settings, klWeight: 0, correctKl: false }),
  targets: (samples, settings) => {
    const returns = samples.map((sample) =>
      sample.reward === null
        ? null
        : rewardsToGo(tokenRewards(sample, sample.reward, settings.beta), settings.gamma),
    );
    const lengths = samples.map((sample) => sample.length);
    return tokenAdvantages(samples, normaliseTokens(returns, lengths, 0));
  },
  weights: tokenMeanWeights,
};
