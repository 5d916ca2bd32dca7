// The β at which the tilted policy is as far from the reference as a policy that was really trained.
import type { RewardedSample } from './driftForecast';

/**
 * KL(π*‖π_ref) of one prompt from n base samples, nats: Σ w̃·log(n·w̃) with w̃ = e^{g/β}/Σ e^{g/β}. Derived: the exact
 * KL of the tilted empirical distribution to the empirical one; at most log n, so a larger KL cannot be told from n samples.
 */
export function sampledTiltedKl(samples: readonly RewardedSample[], beta: number): number {
  if (samples.length === 0) return 0;
  const largest = Math.max(...samples.map(({ success }) => success));
  const weights = samples.map(({ success }) => Math.exp((success - largest) / beta));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight) => {
    const share = weight / total;
    return share > 0 ? sum + share * Math.log(samples.length * share) : sum;
  }, 0);
}

/** Nothing is asked of a weaker or a stronger penalty. */
const [strongest, weakest] = [1e4, 1e-4] as const;

/**
 * β, to a thousandth of itself, at which the mean over prompts is `kl`; the mean falls as β rises. null: these samples reach
 * no such KL.
 */
export function betaOfKl(prompts: readonly (readonly RewardedSample[])[], kl: number): number | null {
  const meanAt = (beta: number): number =>
    prompts.reduce((sum, samples) => sum + sampledTiltedKl(samples, beta), 0) / prompts.length;
  if (prompts.length === 0 || !(kl > meanAt(strongest)) || kl >= meanAt(weakest)) return null;
  let [low, high]: [number, number] = [weakest, strongest];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (meanAt(middle) > kl) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
