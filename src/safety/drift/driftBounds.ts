// Upper bounds on |S(π) − S(π_ref)| for safety in [0, 1], each with its name; the tightest is the one to show.
import type { BoundId } from '../../protocol/theory';
import type { Interval } from '../statistics/interval';
import { covariance, expectation, tiltedPolicy, tiltWeights, type PathSpace } from './tiltedPolicy';

export interface DriftBound {
  readonly id: BoundId;
  readonly name: string;
  /** At most 1: no safety rate changes by more. */
  readonly value: number;
}

const names: Readonly<Record<BoundId, string>> = {
  cauchySchwarz: 'Cauchy–Schwarz: √(Var(s)·Var(exp(g/β))) / Z',
  pinsker: 'Pinsker: √(KL/2)',
  bretagnolleHuber: 'Bretagnolle–Huber: √(1 − exp(−KL))',
  temperature: 'KL penalty and reward range: R/(4β)',
  rewardRange: 'Bounded likelihood ratio: tanh(R/(4β))',
};

function bound(id: BoundId, value: number): DriftBound {
  return { id, name: names[id], value: Math.min(1, value) };
}

/** The smallest; where two are equal, the first. */
export function tightestBound(bounds: readonly [DriftBound, ...DriftBound[]]): DriftBound {
  return bounds.reduce((best, one) => (one.value < best.value ? one : best));
}

/**
 * For any policy, from its sequence KL(π‖π_ref) on the prompt, nats. Derived: |S(π) − S(π_ref)| ≤ TV(π, π_ref) for safety in
 * [0, 1]; TV ≤ √(KL/2) (Pinsker), TV ≤ √(1 − exp(−KL)) (Bretagnolle & Huber 1979), which is the smaller one for large KL.
 * Over several prompts both are concave in KL, so the mean KL bounds the mean drift (Jensen).
 */
export function klBounds(kl: number): readonly [DriftBound, DriftBound] {
  return [
    bound('pinsker', Math.sqrt(Math.max(0, kl) / 2)),
    bound('bretagnolleHuber', Math.sqrt(-Math.expm1(-Math.max(0, kl)))),
  ];
}

/** The tightest bound for a measured KL, and for the ends of its interval. */
export function measuredKlBound(kl: { readonly value: number; readonly interval: Interval }): {
  readonly bound: DriftBound;
  readonly interval: Interval;
} {
  return {
    bound: tightestBound(klBounds(kl.value)),
    interval: {
      low: tightestBound(klBounds(kl.interval.low)).value,
      high: tightestBound(klBounds(kl.interval.high)).value,
    },
  };
}

/**
 * For π* alone, of a reward whose values are at most R apart: KL(π*‖π_ref) ≤ R²/(8β²), so its drift is at most R/(4β).
 * Derived: with λ = 1/β and K(λ) = log E_ref[e^{λg}], KL(π*‖π_ref) = λK′(λ) − K(λ) = ∫₀^λ t·K″(t) dt, and K″ is the variance
 * of g under a tilted policy, at most R²/4; then Pinsker.
 * @param range R of the reward; 1 for a verifier's g ∈ [0, 1].
 */
export function temperatureBound(beta: number, range = 1): DriftBound {
  return bound('temperature', range / (4 * beta));
}

/** The largest KL(π*‖π_ref) that a KL penalty β allows for a reward of this range, nats. */
export function largestTiltedKl(beta: number, range = 1): number {
  return range ** 2 / (8 * beta ** 2);
}

/**
 * For π* alone, of a reward whose values are at most R apart: |S(π*) − S(π_ref)| ≤ tanh(R/(4β)). Derived: w = e^{(g − min)/β}
 * lies in [1, k], k = e^{R/β}, and |drift| ≤ TV = E_ref[(w/Z − 1)⁺], convex in w, so for a given Z it is largest where w is 1
 * or k: with p the mass at k, TV = (k − 1)·p·(1 − p)/(1 + (k − 1)·p), largest at p = 1/(1 + √k), where it is
 * (√k − 1)/(√k + 1). Never above `temperatureBound`, and attained by s = g ∈ {0, 1} of that p.
 */
export function rewardRangeBound(beta: number, range = 1): DriftBound {
  return bound('rewardRange', Math.tanh(range / (4 * beta)));
}

/** The bounds that need nothing but β and the reward's range, and so hold whatever was or was not sampled. */
export function universalBounds(
  beta: number,
  range = 1,
): readonly [DriftBound, DriftBound, DriftBound, DriftBound] {
  return [
    temperatureBound(beta, range),
    ...klBounds(largestTiltedKl(beta, range)),
    rewardRangeBound(beta, range),
  ];
}

/**
 * For π* alone, from what is known of the reference: √(Var_ref(s)·Var_ref(w)) / E_ref[w] with w = exp(g/β) up to a factor.
 * Derived: Cauchy–Schwarz on Cov_ref(s, w). It is attained where s is an affine function of w, as in s = g ∈ {0, 1}.
 */
export function cauchySchwarzBound(reference: {
  readonly safetyVariance: number;
  readonly weightVariance: number;
  readonly weightMean: number;
}): DriftBound {
  const { safetyVariance, weightVariance, weightMean } = reference;
  return bound('cauchySchwarz', Math.sqrt(safetyVariance * weightVariance) / weightMean);
}

/** All bounds on the drift of π* over an enumerated path space. */
export function tiltedBounds(space: PathSpace, beta: number): readonly [DriftBound, ...DriftBound[]] {
  const { probabilities, safety } = space;
  const weights = tiltWeights(space, beta);
  return [
    cauchySchwarzBound({
      safetyVariance: covariance(probabilities, safety, safety),
      weightVariance: covariance(probabilities, weights, weights),
      weightMean: expectation(probabilities, weights),
    }),
    ...klBounds(tiltedPolicy(space, beta).kl),
    temperatureBound(beta),
    rewardRangeBound(beta),
  ];
}
