// The clipped policy loss over whole sequences: RLOO's.
import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import { exp, matMul, neg, squeeze, sub, unsqueeze } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { clippedSurrogate, k3, logRatio, ratioMetrics, weightedSum, type ClipRange } from './policyTerms';

/**
 * −Σ_i w_i·min(ρ_i A_i, clip(ρ_i)·A_i) with ρ_i = exp Σ_t [log π − log π_old]: on the samples of the current policy
 * (ρ = 1) its gradient is REINFORCE's, −Σ w_i A_i ∇log π(y_i). TRL's RLOOTrainer has the same loss. Reference
 * log-probabilities are for the `kl` metric (k3, per token) alone.
 */
export function sequencePolicyLoss(range: ClipRange): Loss {
  return {
    inputs: {
      oldLogprobs: 'token',
      shares: 'token',
      advantages: 'row',
      weights: 'row',
      rowTokens: 'rowToken',
      refLogprobs: 'token',
    },
    needsValues: false,
    build: (g, { logprobs }, inputs) => {
      const advantages = requireInput(inputs, 'advantages');
      const weights = requireInput(inputs, 'weights');
      const rowTokens = requireInput(inputs, 'rowTokens');
      const sums = rowSums(g, rowTokens, sub(g, logprobs, requireInput(inputs, 'oldLogprobs')));
      const logRatios = logRatio(g, sums, g.float32([], [0]));
      const ratios = exp(g, logRatios);
      const loss = neg(g, weightedSum(g, weights, clippedSurrogate(g, ratios, advantages, range)));
      // Every row weighs the same, so the weights are the shares of rows.
      const metrics = ratioMetrics(g, { logRatios, ratios, advantages, shares: weights }, range);
      const kl = k3(g, logprobs, requireInput(inputs, 'refLogprobs'));
      return { loss, metrics: { ...metrics, kl: weightedSum(g, requireInput(inputs, 'shares'), kl) } };
    },
  };
}

/** [rows, tokens] · [tokens] → [rows] */
export function rowSums(g: GraphBuilder, rowTokens: Value, x: Value): Value {
  return squeeze(g, matMul(g, rowTokens, unsqueeze(g, x, [1])), [1]);
}
