// Portions of steps for tests of control methods.
import type { Portion } from '../../src/engine/control/training/portion';

/** What is left out is 0. */
export function portionOf(rows: {
  readonly observations: readonly (readonly number[])[];
  readonly nextObservations?: readonly (readonly number[])[];
  readonly actions: readonly (readonly number[])[];
  readonly rewards?: readonly number[];
  readonly costs?: readonly number[];
  readonly terminated?: readonly number[];
  readonly ended?: readonly number[];
  readonly episodes?: Portion['episodes'];
}): Portion {
  const steps = rows.observations.length;
  const observations = Float32Array.from(rows.observations.flat());
  const nextObservations = Float32Array.from((rows.nextObservations ?? rows.observations).flat());
  const zeros = new Array<number>(steps).fill(0);
  return {
    steps,
    ...{ observations, nextObservations, features: observations, nextFeatures: nextObservations },
    actions: Float32Array.from(rows.actions.flat()),
    logProbs: new Float32Array(steps),
    rewards: Float32Array.from(rows.rewards ?? zeros),
    costs: Float32Array.from(rows.costs ?? zeros),
    terminated: Uint8Array.from(rows.terminated ?? zeros),
    ended: Uint8Array.from(rows.ended ?? zeros),
    episodes: rows.episodes ?? [],
  };
}
