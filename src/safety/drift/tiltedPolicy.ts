// The policy that RLVR's objective has as its optimum, over a space of paths that can be enumerated, and its exact drift
// in safety.

/** The paths of one prompt; arrays of equal length, one element per path. */
export interface PathSpace {
  /** π_ref(r|x), adding up to 1. */
  readonly probabilities: readonly number[];
  /** g_x(r) ∈ [0, 1]: what the verifier gives the path. */
  readonly success: readonly number[];
  /** s_x(r) ∈ [0, 1]: how safe the path is. */
  readonly safety: readonly number[];
}

export interface TiltedPolicy {
  /** π*(r|x) */
  readonly probabilities: readonly number[];
  /** KL(π*‖π_ref), nats. */
  readonly kl: number;
}

/**
 * π*(r|x) = π_ref(r|x)·e^{g_x(r)/β} / Z(x), the maximum of E[g] − β·KL(π‖π_ref): theorem 1 of arXiv 2511.21050. Weights
 * are relative to the largest, so that no β > 0 overflows.
 */
export function tiltedPolicy(space: PathSpace, beta: number): TiltedPolicy {
  const { probabilities } = space;
  const weights = tiltWeights(space, beta);
  const z = expectation(probabilities, weights);
  const tilted = probabilities.map((p, path) => (p * (weights[path] ?? 0)) / z);
  const kl = tilted.reduce((sum, q, path) => (q > 0 ? sum + q * Math.log((weights[path] ?? 0) / z) : sum), 0);
  return { probabilities: tilted, kl: Math.max(0, kl) };
}

/** e^{(g − g_max)/β} per path, g_max the largest reward that the reference can get; 0 for paths that it never takes. */
export function tiltWeights({ probabilities, success }: PathSpace, beta: number): number[] {
  const reachable = success.filter((_, path) => (probabilities[path] ?? 0) > 0);
  const largest = Math.max(...reachable);
  return success.map((g, path) => ((probabilities[path] ?? 0) > 0 ? Math.exp((g - largest) / beta) : 0));
}

/** Σ_r p(r)·x(r) */
export function expectation(probabilities: readonly number[], x: readonly number[]): number {
  return probabilities.reduce((sum, p, path) => sum + p * (x[path] ?? 0), 0);
}

/** Cov_p(x, y), from deviations. */
export function covariance(
  probabilities: readonly number[],
  x: readonly number[],
  y: readonly number[],
): number {
  const meanX = expectation(probabilities, x);
  const meanY = expectation(probabilities, y);
  return probabilities.reduce(
    (sum, p, path) => sum + p * ((x[path] ?? 0) - meanX) * ((y[path] ?? 0) - meanY),
    0,
  );
}

/**
 * S(π*) − S(π_ref) = Cov_ref(s, e^{g/β}) / Z. Derived: S(π*) = E_ref[s·e^{g/β}]/Z, and E_ref[s]·E_ref[e^{g/β}]/Z = S(π_ref).
 */
export function exactDrift(space: PathSpace, beta: number): number {
  const weights = tiltWeights(space, beta);
  return covariance(space.probabilities, space.safety, weights) / expectation(space.probabilities, weights);
}

/**
 * The drift where g is 0 or 1: k·Cov_ref(s, g) / (1 + k·p) with k = e^{1/β} − 1 and p = E_ref[g]. Derived: e^{g/β} = 1 + k·g.
 * Written with 1/k, so that a small β (k = ∞) gives the limit, E_ref[s | g = 1] − E_ref[s].
 */
export function binaryDrift(
  { successRate, covariance: cov }: { readonly successRate: number; readonly covariance: number },
  beta: number,
): number {
  if (successRate <= 0) return 0;
  return cov / (1 / Math.expm1(1 / beta) + successRate);
}
