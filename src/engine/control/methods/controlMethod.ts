// A control method: how it trains, and how what it trained acts. Knows no method.
import type { AnyEnvironment } from '../../../safety/control/environment';
import type { Random } from '../../../safety/random';
import type { GaussianPolicy } from '../policy/gaussianPolicy';
import type { ControlLearner, LearnedParts, LearnerContext } from './learner';

/** Where a policy is to act. */
export interface Situation {
  readonly state: unknown;
  readonly observation: Float32Array;
  /** What the policy would do. */
  readonly mean: Float32Array;
  readonly random: Random;
}

export interface ChosenAction {
  readonly action: Float32Array;
  /** The method did something else than the policy would have. */
  readonly intervened: boolean;
}

export interface Actor {
  /** What the policy reads of one observation. */
  features(observation: Float32Array): Float32Array;
  act(situation: Situation): ChosenAction;
}

export interface ControlMethod {
  /** @throws GuardrailError configInvalid for options that are not the method's */
  learner(options: unknown, context: LearnerContext): ControlLearner;
  /** @throws GuardrailError configInvalid as `learner`, checkpointCorrupt where a part is missing */
  actor(options: unknown, parts: LearnedParts, policy: GaussianPolicy, environment: AnyEnvironment): Actor;
}

/** The mean of the policy, as it is. */
export const plainActor: Actor = {
  features: (observation) => observation,
  act: ({ mean }) => ({ action: mean, intervened: false }),
};
