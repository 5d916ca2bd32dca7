// The interface of what makes PPO safe: where a method acts in a training. Knows no method.
import type { Random } from '../../../safety/random';
import type { AnyEnvironment } from '../../../safety/control/environment';
import type { Portion } from '../training/portion';
import type { GaussianPolicy } from '../policy/gaussianPolicy';
import type { Mlp } from '../network/mlp';

/** What a training gives a method. */
export interface LearnerContext {
  readonly environment: AnyEnvironment;
  readonly hidden: readonly number[];
  /** Of rewards and costs to come. */
  readonly discount: number;
  /** Steps of the whole training. */
  readonly steps: number;
  /** A stream of the method's own; `of` tells its uses apart. */
  random(of: string): Random;
}

/** Some rows of a portion whose actions are looked at anew: [rows, …]. */
export interface ActionBatch {
  readonly rows: number;
  readonly observations: Float32Array;
  /** Of the environment. */
  readonly rewards: Float32Array;
  /** As they were chosen. */
  readonly actions: Float32Array;
  /** What the policy would do now. */
  readonly means: Float32Array;
}

export interface ControlLearner {
  readonly featureSize: number;
  /** What policy and value networks read of observations, [rows, featureSize]. */
  features(observations: Float32Array, rows: number): Float32Array;
  /** An action to try, not clamped. */
  choose(observation: Float32Array, mean: Float32Array, policy: GaussianPolicy, random: Random): Float32Array;
  /** Before the policy's update: critics and models learn of what was seen. `done`: steps so far. */
  learn(portion: Portion, policy: GaussianPolicy, done: number): void;
  /** What the policy is rewarded by. */
  rewards(portion: Portion): Float32Array;
  /** λ of `combineAdvantages`. */
  costWeight(): number;
  /**
   * A loss of the method's own, the mean over the rows, that depends on the policy's actions: its gradient by their means is added
   * to `into` [rows, action size].
   */
  addActionGradient(batch: ActionBatch, into: Float32Array): void;
  /** What it says of itself. */
  measures(): Readonly<Record<string, number>>;
  /** Once the training is over. */
  finish(signal: AbortSignal): Promise<void>;
  /** Networks and arrays that acting needs besides the policy. */
  parts(): LearnedParts;
}

export interface LearnedParts {
  readonly networks: Readonly<Record<string, Mlp>>;
  /** By name, with their shapes. */
  readonly arrays: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
  >;
}

export const noParts: LearnedParts = { networks: {}, arrays: {} };

/** PPO as it is: what a method overrides. */
export function plainLearner({ environment }: Pick<LearnerContext, 'environment'>): ControlLearner {
  return {
    featureSize: environment.observationSize,
    features: (observations) => observations,
    choose: (_, mean, policy, random) => policy.sample(mean, random),
    learn: () => undefined,
    rewards: ({ rewards }) => rewards,
    costWeight: () => 0,
    addActionGradient: () => undefined,
    measures: () => ({}),
    finish: () => Promise.resolve(),
    parts: () => noParts,
  };
}
