// What one step of any method gives back to the loop.
import type { RolloutRow } from '../../../protocol/training';
import type { Metrics } from './stepMetrics';

export interface StepResult {
  readonly metrics: Metrics;
  /** Empty for sft and dpo. */
  readonly rollouts: readonly RolloutRow[];
  /** Counts after the step. */
  readonly itemsTaken: number;
  readonly updates: number;
  /** Tokens that went through training in this step. */
  readonly tokens: number;
  /** Tokens sampled in this step. */
  readonly generatedTokens: number;
}
