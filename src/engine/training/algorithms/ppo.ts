// Proximal policy optimisation with a value head.
import { actorCriticLoss } from '../losses/actorCriticLoss';
import type { OnlineAlgorithm, ScoredSample } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { onlineRun } from './runDefaults';
import { tokenAdvantages, tokenMeanWeights } from './sampleInputs';
import { generalisedAdvantages, normaliseTokens, tokenRewards } from './tokenRewards';

/**
 * Schulman et al. (arXiv 1707.06347): advantages by GAE(γ, λ) over per-token rewards −β·[log π_old − log π_ref], with the
 * reward at the last token, normalised over all tokens of the batch; returns A + V from before the normalisation. All
 * defaults are TRL's. A sample without reward has advantage 0 and its old values as returns.
 */
export const ppo: OnlineAlgorithm = {
  kind: 'online',
  run: onlineRun,
  defaults: (maxCompletionLength) => ({
    ...commonSettings(maxCompletionLength),
    beta: 0.05,
    lambda: 0.95,
    valueCoefficient: 0.1,
  }),
  reads: ['beta', 'gamma', 'lam', 'vf_coef', 'cliprange_value'],
  comparesWithin: 'batch',
  resamplesFlatGroups: false,
  loss: actorCriticLoss,
  targets: (samples, settings) => {
    const advantages = samples.map((sample) =>
      sample.reward === null
        ? null
        : generalisedAdvantages(
            tokenRewards(sample, sample.reward, settings.beta),
            requireValues(sample),
            settings,
          ),
    );
    const lengths = samples.map((sample) => sample.length);
    const targets = tokenAdvantages(samples, normaliseTokens(advantages, lengths, 1));
    return {
      advantages: targets.advantages,
      inputs: samples.map((sample, index) => {
        const oldValues = requireValues(sample);
        const raw = advantages[index];
        return {
          ...targets.inputs[index],
          oldValues,
          returns: oldValues.map((value, t) => value + (raw?.[t] ?? 0)),
        };
      }),
    };
  },
  weights: tokenMeanWeights,
};

function requireValues({ values }: ScoredSample): Float32Array {
  if (values === null) throw new Error('PPO needs the value head’s estimates.');
  return values;
}
