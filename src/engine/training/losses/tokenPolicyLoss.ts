// The clipped policy loss over tokens, with or without a KL term (`kl` is reported either way): GRPO, Dr. GRPO, DAPO and REINFORCE++ differ by their
// advantages and weights, not here.
import { add, exp, mul, neg, scalar } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { clippedSurrogate, k3, logRatio, ratioMetrics, weightedSum, type ClipRange } from './policyTerms';

export interface TokenPolicyLossOptions extends ClipRange {
  /** Weight of k3 in the loss; 0 where the algorithm has KL in its reward, or none. */
  readonly klWeight: number;
  /** Whether k3 is multiplied by the ratio (and so it is in the `kl` metric, as in TRL). */
  readonly correctKl: boolean;
}

/**
 * −Σ_t w_t·[ min(ρ_t A_t, clip(ρ_t)·A_t) − β·k3_t ]
 *
 * k3 estimates KL(π‖π_ref), but differentiated on π's samples it has the gradient of KL(π_ref‖π): E_π[∇k3] =
 * E_π[(1 − π_ref/π)·∇log π] = −E_{π_ref}[∇log π]. With `correctKl` it is ρ·k3, whose gradient is KL(π‖π_ref)'s, the penalty of
 * RLVR's objective (DeepSeek-V3.2, arXiv 2512.02556, section 3.1).
 */
export function tokenPolicyLoss(options: TokenPolicyLossOptions): Loss {
  const { klWeight, correctKl } = options;
  return {
    inputs: {
      oldLogprobs: 'token',
      advantages: 'token',
      weights: 'token',
      shares: 'token',
      refLogprobs: 'token',
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
      const plain = k3(g, logprobs, requireInput(inputs, 'refLogprobs'));
      const kl = correctKl ? mul(g, ratios, plain) : plain;
      const loss =
        klWeight === 0
          ? policyLoss
          : add(g, policyLoss, mul(g, scalar(g, klWeight), weightedSum(g, weights, kl)));
      return { loss, metrics: { ...metrics, kl: weightedSum(g, shares, kl) } };
    },
  };
}
