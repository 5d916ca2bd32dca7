// PPO with a Lagrangian, and the part of it that other methods take over.
import type { LagrangianOptions } from '../../../safety/safeguards/control/ppoLagrangian';
import { ppoLagrangian } from '../../../safety/safeguards/control/ppoLagrangian';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { Multiplier } from '../training/lagrangian';
import { meanOf, type EndedEpisode, type Portion } from '../training/portion';
import { plainActor, type ControlMethod } from './controlMethod';
import { plainLearner, type ControlLearner } from './learner';

export const lagrangianMethod: ControlMethod = {
  learner: (options, context) =>
    withMultiplier(plainLearner(context), parseOptions(ppoLagrangian, options), totalCost),
  actor: () => plainActor,
};

/** The measure that the limit is on: J_C, the cost of an episode. */
export const totalCost = ({ totalCost: cost }: EndedEpisode): number => cost;

/** The learner with λ from the mean of a measure over the episodes of each portion. */
export function withMultiplier(
  learner: ControlLearner,
  { cost_limit: limit, multiplier_rate: rate, multiplier_start: start }: LagrangianOptions,
  measure: (episode: EndedEpisode) => number,
): ControlLearner {
  const multiplier = new Multiplier({ start, rate, limit });
  return {
    ...learner,
    learn: (portion: Portion, policy, done) => {
      multiplier.update(meanOf(portion, measure));
      learner.learn(portion, policy, done);
    },
    costWeight: () => multiplier.value,
    measures: () => ({ ...learner.measures(), multiplier: multiplier.value }),
  };
}
