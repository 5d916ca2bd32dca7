// Generalised advantage estimation, for rewards and costs alike.
import type { Portion } from './portion';

export interface Advantages {
  readonly advantages: Float32Array;
  /** What a value network should say: advantage plus value. */
  readonly returns: Float32Array;
}

/**
 * Schulman et al. (arXiv 1506.02438): Aₜ = Σₖ (γλ)ᵏ δₜ₊ₖ within an episode, δₜ = rₜ + γ(1 − terminatedₜ)V(sₜ₊₁) − V(sₜ).
 * `values` and `nextValues` have a number per step.
 */
export function estimateAdvantages(
  rewards: Float32Array,
  values: Float32Array,
  nextValues: Float32Array,
  { terminated, ended }: Pick<Portion, 'terminated' | 'ended'>,
  { discount, trace }: { readonly discount: number; readonly trace: number },
): Advantages {
  const advantages = new Float32Array(rewards.length);
  const returns = new Float32Array(rewards.length);
  let after = 0;
  for (let i = rewards.length - 1; i >= 0; i--) {
    const next = terminated[i] === 1 ? 0 : (nextValues[i] ?? 0);
    const delta = (rewards[i] ?? 0) + discount * next - (values[i] ?? 0);
    after = delta + (ended[i] === 1 ? 0 : discount * trace * after);
    advantages[i] = after;
    returns[i] = after + (values[i] ?? 0);
  }
  return { advantages, returns };
}

/**
 * What the policy is updated by: the rewards' advantages, standardised, less λ times the costs', centred, over 1 + λ (Ray,
 * Achiam & Amodei 2019, Benchmarking Safe Exploration in Deep Reinforcement Learning, §5).
 */
export function combineAdvantages(
  rewards: Float32Array,
  costs: Float32Array,
  costWeight: number,
): Float32Array {
  const { mean, deviation } = spreadOf(rewards);
  const { mean: meanCost } = spreadOf(costs);
  return rewards.map(
    (value, i) =>
      ((value - mean) / (deviation + 1e-8) - costWeight * ((costs[i] ?? 0) - meanCost)) / (1 + costWeight),
  );
}

function spreadOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
