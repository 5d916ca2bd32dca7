// The control environments that there are.
import type { ControlEnvironmentId } from '../../protocol/control';
import { cartPoleZone } from './cartPoleZone';
import type { AnyEnvironment, ControlEnvironment } from './environment';
import { pointHazards } from './pointHazards';

const all: Readonly<Record<ControlEnvironmentId, AnyEnvironment>> = {
  'point-hazards': opaque(pointHazards),
  'cart-pole-zone': opaque(cartPoleZone),
};

export function environmentOf(id: ControlEnvironmentId): AnyEnvironment {
  return all[id];
}

/** Its states come from itself alone, so each is given back its own. */
function opaque<State>(environment: ControlEnvironment<State>): AnyEnvironment {
  const own = (state: unknown): State => state as State;
  const { motion } = environment;
  return {
    ...environment,
    observe: (state) => environment.observe(own(state)),
    step: (state, action) => environment.step(own(state), action),
    place: (state) => environment.place(own(state)),
    forbidden: (state) => environment.forbidden(own(state)),
    motion: {
      ...{ size: motion.size, speeds: motion.speeds, seconds: motion.seconds },
      observed: (observation) => motion.observed(observation),
      of: (state) => motion.of(own(state)),
      backup: (state, at) => motion.backup(own(state), at),
      backupGain: (state) => motion.backupGain(own(state)),
    },
  };
}
