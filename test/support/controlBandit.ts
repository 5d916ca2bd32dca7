// A control environment of one idea, for tests: the action is to be what is seen; above 0.8 in size it violates.
import type { AnyEnvironment } from '../../src/safety/control/environment';

/** A state is the number that is seen, in [−1, 1]; it changes at every step. */
export const bandit: AnyEnvironment = {
  id: 'point-hazards',
  title: 'A bandit',
  description: 'The action is to be what is seen.',
  horizon: 5,
  observationSize: 1,
  actionSize: 1,
  bounds: [-1, -1, 1, 1],
  reset: (random) => 2 * random() - 1,
  observe: (state) => Float32Array.of(Number(state)),
  step: (state, action) => {
    const done = action[0] ?? 0;
    return {
      state: -Number(state),
      reward: 1 - Math.abs(done - Number(state)),
      cost: Math.abs(done) > 0.8 ? 1 : 0,
      terminated: false,
    };
  },
  place: (state) => ({ x: Number(state), y: 0, target: [0, 0] }),
  forbidden: () => [],
  motion: {
    size: 2,
    speeds: [{ place: 0, speed: 1 }],
    seconds: 0.1,
    of: (state) => Float64Array.of(Number(state), 0),
    observed: (observation) => Float64Array.of(observation[0] ?? 0, 0),
    backup: () => Float64Array.of(0),
    backupGain: () => [[0, 0, 0]],
  },
};
