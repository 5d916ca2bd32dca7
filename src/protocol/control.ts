// Control: policies that act in an environment, what they do there, and how they are trained.
import type { JsonValue } from './templateVariables';

export const controlEnvironmentIds = ['point-hazards', 'cart-pole-zone'] as const;
export type ControlEnvironmentId = (typeof controlEnvironmentIds)[number];

export const controlMethodIds = [
  'ppo',
  'ppo-lagrangian',
  'csc',
  'smpo',
  'fcsrl',
  'usl',
  'gp-shield',
] as const;
export type ControlMethodId = (typeof controlMethodIds)[number];

export interface TrainControlRequest {
  readonly environment: ControlEnvironmentId;
  readonly method: ControlMethodId;
  /** Of the method. */
  readonly options: Readonly<Record<string, JsonValue>>;
  /** Steps in the environment, exploration included. */
  readonly steps: number;
  readonly seed: number;
  /** A folder that is made. */
  readonly target: string;
}

export interface ControlProgress {
  /** Steps in the environment. */
  readonly done: number;
  readonly total: number;
  /** Means over the episodes that ended since the last report; null: none did. */
  readonly meanReturn: number | null;
  readonly violated: number | null;
}

/** One portion of a training. */
export interface ControlCurvePoint {
  readonly steps: number;
  readonly episodes: number;
  readonly meanReturn: number | null;
  /** Share of the portion's episodes with a violation. */
  readonly violated: number | null;
  /** Steps with a violation since the start. */
  readonly violations: number;
  /** What the method says of itself, for example the multiplier. */
  readonly measures: Readonly<Record<string, number>>;
}

export interface TrainControlResult {
  readonly path: string;
  readonly curve: readonly ControlCurvePoint[];
}
