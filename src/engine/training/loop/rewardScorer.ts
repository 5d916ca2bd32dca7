// What the loop knows of verifiers: completions in, rewards by name and their weighted sum out.
import type { VerifierInput } from '../tasks/task';

export interface ScoredAnswer {
  /** By reward function, before weighting; null where the verifier failed. */
  readonly rewards: Readonly<Record<string, number | null>>;
  /** Weighted sum; null where no reward function could score it. */
  readonly reward: number | null;
}

export interface RewardScorer {
  /** In the order of the inputs. */
  score(inputs: readonly VerifierInput[], signal: AbortSignal): Promise<readonly ScoredAnswer[]>;
  dispose(): Promise<void>;
}
