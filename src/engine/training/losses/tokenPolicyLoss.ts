// The clipped policy loss over tokens, with or without a KL term: GRPO, Dr. GRPO, DAPO and REINFORCE++ differ by their
// advantages and weights, not here.
import { add, exp, mul, neg, scalar } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { clippedSurrogate, k3, logRatio, ratioMetrics, weightedSum, type ClipRange } from './policyTerms';

export interface TokenPolicyLossOptions extends ClipRange {
  /** Whether reference log-probabilities are there: the loss then reports `kl` (k3). */
  readonly reference: boolean;
  /** Weight of k3 in the loss; 0 where the algorithm has KL in its reward, or none. */
  readonly klInLoss: number;
}

/** −Σ_t w_t·[ min(ρ_t A_t, clip(ρ_t)·A_t) − β·k3_t ] */
export function tokenPolicyLoss(options: TokenPolicyLossOptions): Loss {
  const { reference, klInLoss } = options;
  return {
    inputs: {
      oldLogprobs: 'token',
      advantages: 'token',
      weights: 'token',
      shares: 'token',
      ...(reference ? { refLogprobs: 'token' } : {}),
    },
    needsValues: false,
    build: (g, { logprobs }, inputs) => {
      const advantages = requireInput(inputs, 'advantages');
      const weights = requireInput(inputs, 'weights');
      const shares = requireInput(inputs, 'shares');
      const logRatios = logRatio(g, logprobs, requireInput(inputs, 'oldLogprobs'));
      const ratios = exp(g, logRatios);
      const surrogate = clippedSurrogate(g, ratios, advantages, options);
      const policyLoss = neg(g, weightedSum(g, weights, surrogate));
      const metrics = ratioMetrics(g, { logRatios, ratios, advantages, shares }, options);
      if (!reference) return { loss: policyLoss, metrics };
      const kl = k3(g, logprobs, requireInput(inputs, 'refLogprobs'));
      const loss =
        klInLoss === 0
          ? policyLoss
          : add(g, policyLoss, mul(g, scalar(g, klInLoss), weightedSum(g, weights, kl)));
      return { loss, metrics: { ...metrics, kl: weightedSum(g, shares, kl) } };
    },
  };
}
