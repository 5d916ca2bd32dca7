// What was seen in the environment between two updates.

/** Arrays have a row per step, in time order; an episode ends where `ended` is 1, for good where `terminated` is 1, too. */
export interface Portion {
  readonly steps: number;
  /** [steps, observation size]. */
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  /** What policy and value networks read of them, [steps, feature size]. */
  readonly features: Float32Array;
  readonly nextFeatures: Float32Array;
  /** As they were chosen, not clamped, [steps, action size]. */
  readonly actions: Float32Array;
  /** Of the chosen actions under the policy. */
  readonly logProbs: Float32Array;
  readonly rewards: Float32Array;
  readonly costs: Float32Array;
  readonly terminated: Uint8Array;
  readonly ended: Uint8Array;
  /** Those that ended in this portion. */
  readonly episodes: readonly EndedEpisode[];
}

export interface EndedEpisode {
  readonly totalReward: number;
  readonly totalCost: number;
}

/** Mean over the episodes; null: none ended. */
export function meanOf(
  { episodes }: Pick<Portion, 'episodes'>,
  value: (episode: EndedEpisode) => number,
): number | null {
  return episodes.length === 0 ? null : episodes.reduce((sum, one) => sum + value(one), 0) / episodes.length;
}
