// What policy losses are made of: probability ratios, the clipped surrogate, the k3 estimate of KL. Shapes are those of
// the inputs, [tokens] or [rows].
import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import { add, cast, clip, exp, greater, less, min, mul, scalar, square, sub, sumAll } from '../../graph/ops';

export interface ClipRange {
  /** The ratio is kept in [1 − epsilon, 1 + epsilonHigh]. */
  readonly epsilon: number;
  readonly epsilonHigh: number;
}

/** Beyond e^±20 a ratio says nothing more, and its gradient would overflow (verl has the same limit). */
const logRatioLimit = { low: -20, high: 20 };

/** log π − log π′, kept within ±20; no gradient flows beyond. */
export function logRatio(g: GraphBuilder, logprobs: Value, others: Value): Value {
  return clip(g, sub(g, logprobs, others), logRatioLimit);
}

/** min(ρA, clip(ρ, 1 − ε, 1 + ε′)·A): Schulman et al., PPO (arXiv 1707.06347), eq. 7. */
export function clippedSurrogate(g: GraphBuilder, ratio: Value, advantages: Value, range: ClipRange): Value {
  const bounds = { low: 1 - range.epsilon, high: 1 + range.epsilonHigh };
  return min(g, mul(g, ratio, advantages), mul(g, clip(g, ratio, bounds), advantages));
}

/**
 * e^d − d − 1 with d = log π_ref − log π: Schulman's k3, unbiased for KL(π‖π_ref) on π's own samples and never negative
 * (Shao et al., DeepSeekMath, arXiv 2402.03300, eq. 4).
 */
export function k3(g: GraphBuilder, logprobs: Value, refLogprobs: Value): Value {
  const d = logRatio(g, refLogprobs, logprobs);
  return sub(g, sub(g, exp(g, d), d), scalar(g, 1));
}

/** Σ weight · x, shape []. */
export function weightedSum(g: GraphBuilder, weights: Value, x: Value): Value {
  return sumAll(g, mul(g, weights, x));
}

/**
 * How far the policy has moved from the one that sampled, as means by `shares`: TRL's clip fractions, and its PPO's mean
 * ratio and ½·(log ρ)².
 */
export function ratioMetrics(
  g: GraphBuilder,
  { logRatios, ratios, advantages, shares }: Record<'logRatios' | 'ratios' | 'advantages' | 'shares', Value>,
  range: ClipRange,
): Record<string, Value> {
  const float = (condition: Value): Value => cast(g, condition, 'float32');
  const zero = scalar(g, 0);
  const low = mul(g, float(less(g, ratios, scalar(g, 1 - range.epsilon))), float(less(g, advantages, zero)));
  const high = mul(
    g,
    float(greater(g, ratios, scalar(g, 1 + range.epsilonHigh))),
    float(greater(g, advantages, zero)),
  );
  const lowShare = weightedSum(g, shares, low);
  const highShare = weightedSum(g, shares, high);
  return {
    'clip_ratio/low_mean': lowShare,
    'clip_ratio/high_mean': highShare,
    'clip_ratio/region_mean': add(g, lowShare, highShare),
    'policy/approxkl_avg': mul(g, scalar(g, 0.5), weightedSum(g, shares, square(g, logRatios))),
    'val/ratio': weightedSum(g, shares, ratios),
  };
}
