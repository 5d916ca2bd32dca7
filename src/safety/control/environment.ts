// What a control environment is: dynamics, reward and cost as pure functions of a state. Must not know any policy.
import type { ControlEnvironmentId } from '../../protocol/control';
import type { Random } from '../random';

/** What one action led to. */
export interface ControlStep<State> {
  readonly state: State;
  readonly reward: number;
  /** 1 in a step that violates the constraint, else 0. */
  readonly cost: 0 | 1;
  /** The episode is over for good, before its time: what would come has no value. */
  readonly terminated: boolean;
}

/** A disc in the plane, or all places from `from` on along the first coordinate. */
export type Forbidden =
  | { readonly shape: 'disc'; readonly x: number; readonly y: number; readonly radius: number }
  | { readonly shape: 'beyond'; readonly from: number };

/** What of a state is drawn: where the body is, and where it should go. */
export interface ControlPlace {
  readonly x: number;
  readonly y: number;
  readonly target: readonly [x: number, y: number];
}

export interface ControlEnvironment<State> {
  readonly id: ControlEnvironmentId;
  readonly title: string;
  /** One sentence: what is to be done, and what must not happen. */
  readonly description: string;
  /** Steps of an episode; its end by time says nothing of what would come. */
  readonly horizon: number;
  readonly observationSize: number;
  /** Each component of an action lies in [−1, 1]; beyond, it is clamped. */
  readonly actionSize: number;
  /** Everything random of an episode follows from this stream. */
  reset(random: Random): State;
  /** [observationSize], of the size of 1. */
  observe(state: State): Float32Array;
  step(state: State, action: ArrayLike<number>): ControlStep<State>;
  place(state: State): ControlPlace;
  /** Fixed within an episode. */
  forbidden(state: State): readonly Forbidden[];
  /** What the drawing shows: [left, bottom, right, top]. */
  readonly bounds: readonly [left: number, bottom: number, right: number, top: number];
  /** The part of a state that moves by itself and by the action; its first coordinates are those of `forbidden`. */
  readonly motion: {
    /** Coordinates in a vector. */
    readonly size: number;
    /** Which coordinate is the speed of which, all of them: a place moves by `seconds` times its speed after the step. */
    readonly speeds: readonly { readonly place: number; readonly speed: number }[];
    readonly seconds: number;
    of(state: State): Float64Array;
    /** The same out of an observation, to its precision. */
    observed(observation: Float32Array): Float64Array;
    /** An action that leads to where nothing is violated, and keeps there, wherever that can still be had. */
    backup(state: State, motion: ArrayLike<number>): Float64Array;
    /** `backup` as motion ↦ action without its limits, [actionSize, size + 1], the last column the constant. */
    backupGain(state: State): readonly (readonly number[])[];
  };
}

/** An environment whose states are known to itself alone. */
export type AnyEnvironment = ControlEnvironment<unknown>;

export function clampAction(value: number | undefined): number {
  return Math.min(1, Math.max(-1, value ?? 0));
}
