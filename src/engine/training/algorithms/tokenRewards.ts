// Rewards and advantages per token: KL penalties, rewards to go, generalised advantage estimation, normalisation.
import type { ScoredSample } from './algorithm';

/** [length]: −β·(log π_old − log π_ref), the k1 estimate of KL as a penalty; zeros where β is 0. */
export function klPenalties(
  { length, oldLogprobs, refLogprobs }: Pick<ScoredSample, 'length' | 'oldLogprobs' | 'refLogprobs'>,
  beta: number,
): Float64Array {
  const penalties = new Float64Array(length);
  if (beta === 0) return penalties;
  return penalties.map((_, t) => -beta * ((oldLogprobs[t] ?? 0) - (refLogprobs[t] ?? 0)));
}

/** [length]: KL penalties, and the reward at the last token. */
export function tokenRewards(sample: ScoredSample, reward: number, beta: number): Float64Array {
  const rewards = klPenalties(sample, beta);
  const last = rewards.length - 1;
  rewards[last] = (rewards[last] ?? 0) + reward;
  return rewards;
}

/** G_t = Σ_{i ≥ t} γ^{i − t}·r_i */
export function rewardsToGo(rewards: Float64Array, gamma: number): Float64Array {
  const returns = new Float64Array(rewards.length);
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    next = (rewards[t] ?? 0) + gamma * next;
    returns[t] = next;
  }
  return returns;
}

/**
 * Schulman et al., High-Dimensional Continuous Control Using Generalized Advantage Estimation (arXiv 1506.02438), eq. 16:
 * A_t = Σ_l (γλ)^l·δ_{t+l} with δ_t = r_t + γ·V_{t+1} − V_t. Nothing follows the last token, truncated or not (TRL has it
 * so): V is 0 there.
 */
export function generalisedAdvantages(
  rewards: Float64Array,
  values: Float32Array,
  { gamma, lambda }: { readonly gamma: number; readonly lambda: number },
): Float64Array {
  const advantages = new Float64Array(rewards.length);
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const delta = (rewards[t] ?? 0) + gamma * (values[t + 1] ?? 0) - (values[t] ?? 0);
    next = delta + gamma * lambda * next;
    advantages[t] = next;
  }
  return advantages;
}

/**
 * Subtracts the mean over all tokens and divides by √(variance + 1e-8). A null (a sample without reward) takes no part
 * and becomes zeros. `freedom` is what is subtracted from the count in the variance: 1 in TRL's PPO, 0 in OpenRLHF's
 * REINFORCE++.
 */
export function normaliseTokens(
  advantages: readonly (Float64Array | null)[],
  lengths: readonly number[],
  freedom: 0 | 1,
): Float64Array[] {
  const scored = advantages.filter((values) => values !== null);
  const count = scored.reduce((sum, values) => sum + values.length, 0);
  const total = scored.reduce((sum, values) => sum + values.reduce((part, value) => part + value, 0), 0);
  const mean = count === 0 ? 0 : total / count;
  const squares = scored.reduce(
    (sum, values) => sum + values.reduce((part, value) => part + (value - mean) ** 2, 0),
    0,
  );
  const variance = count > freedom ? squares / (count - freedom) : 0;
  const scale = 1 / Math.sqrt(variance + 1e-8);
  return advantages.map(
    (values, index) =>
      values?.map((value) => (value - mean) * scale) ?? new Float64Array(lengths[index] ?? 0),
  );
}
