// REINFORCE with a leave-one-out baseline.
import { sequencePolicyLoss } from '../losses/sequencePolicyLoss';
import type { OnlineAlgorithm } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { fromGroups } from './groupRewards';
import { onlineRun } from './runDefaults';
import { logprobInputs, tokenMeanWeights } from './sampleInputs';
import { klPenalties } from './tokenRewards';

/**
 * Ahmadian et al., Back to Basics (arXiv 2402.14740), RLOO: the reward is R(y) − β·Σ_t [log π_old − log π_ref], the
 * baseline of a sample is the mean of the others of its group, and the whole sequence is one action. Where a batch is
 * used for several steps, the sequence's ratio is clipped as in PPO. β and the clip range are TRL's.
 */
export const rloo: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: (maxCompletionLength) => ({ ...commonSettings(maxCompletionLength), beta: 0.05 }),
  reads: ['beta'],
  comparesWithin: 'group',
  resamplesFlatGroups: false,
  loss: sequencePolicyLoss,
  targets: (samples, settings) => {
    const penalised = samples.map((sample) => ({
      group: sample.group,
      reward:
        sample.reward === null
          ? null
          : sample.reward + klPenalties(sample, settings.beta).reduce((sum, penalty) => sum + penalty, 0),
    }));
    const advantages = fromGroups(penalised, (reward, { sum, count }) =>
      count < 2 ? 0 : reward - (sum - reward) / (count - 1),
    );
    return {
      inputs: samples.map((sample, index) => ({
        ...logprobInputs(sample),
        advantages: Float32Array.of(advantages[index] ?? 0),
      })),
      advantages,
    };
  },
  weights: (lengths) =>
    tokenMeanWeights(lengths).map(({ shares = new Float32Array() }) => ({
      shares,
      weights: Float32Array.of(1 / lengths.length),
    })),
};
