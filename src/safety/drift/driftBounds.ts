// Upper bounds on |S(π) − S(π_ref)| for safety in [0, 1], each with its name; the tightest is the one to show.
import type { Interval } from '../statistics/interval';
import { covariance, expectation, tiltedPolicy, tiltWeights, type PathSpace } from './tiltedPolicy';

export type BoundId = 'cauchySchwarz' | 'pinsker' | 'bretagnolleHuber' | 'temperature';

export interface DriftBound {
  readonly id: BoundId;
  readonly name: string;
  /** At most 1: no safety rate changes by more. */
  readonly value: number;
}

const names: Readonly<Record<BoundId, string>> = {
  cauchySchwarz: 'Cauchy–Schwarz: √(Var(s)·Var(e^{g/β})) / Z',
  pinsker: 'Pinsker: √(KL/2)',
  bretagnolleHuber: 'Bretagnolle–Huber: √(1 − e^{−KL})',
  temperature: 'KL penalty alone: 1/(4β)',
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
 * [0, 1]; TV ≤ √(KL/2) (Pinsker), TV ≤ √(1 − e^{−KL}) (Bretagnolle & Huber 1979), which is the smaller one for large KL.
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
 * For π* alone: KL(π*‖π_ref) ≤ 1/(8β²), so its drift is at most 1/(4β). Derived: with λ = 1/β and K(λ) = log E_ref[e^{λg}],
 * KL(π*‖π_ref) = λK′(λ) − K(λ) = ∫₀^λ t·K″(t) dt, and K″ is the variance of g ∈ [0, 1] under a tilted policy, at most ¼; then
 * Pinsker.
 */
export function temperatureBound(beta: number): DriftBound {
  return bound('temperature', 1 / (4 * beta));
}

/** The largest KL(π*‖π_ref) that a KL penalty β allows, nats. */
export function largestTiltedKl(beta: number): number {
  return 1 / (8 * beta ** 2);
}

/**
 * For π* alone, from what is known of the reference: √(Var_ref(s)·Var_ref(w)) / E_ref[w] with w = e^{g/β} up to a factor.
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
  ];
}
