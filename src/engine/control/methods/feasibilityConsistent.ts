// FCSRL (arXiv 2405.11718): PPO with a Lagrangian that reads a representation beside the observation.
import { feasibilityConsistent } from '../../../safety/safeguards/control/feasibilityConsistent';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { shuffledBatches, taken } from '../training/ppo';
import { FeasibilityModel, latentOf } from './feasibilityModel';
import { plainActor, type ControlMethod } from './controlMethod';
import { totalCost, withMultiplier } from './lagrangianLearner';
import { plainLearner } from './learner';
import { requirePart } from './requirePart';

const epochs = 2;
const batchRows = 100;

export const fcsrlMethod: ControlMethod = {
  learner: (given, context) => {
    const options = parseOptions(feasibilityConsistent, given);
    const { observationSize } = context.environment;
    const model = new FeasibilityModel(
      context.environment,
      context.hidden,
      options,
      context.random('encoder'),
    );
    const order = context.random('order');
    let losses = { dynamics: 0, feasibility: 0 };
    const learner = withMultiplier(plainLearner(context), options, totalCost);
    return {
      ...learner,
      featureSize: observationSize + options.latent_size,
      features: (observations, rows) =>
        beside(observations, latentOf(model.steady, observations, rows), rows),
      learn: (portion, policy, done) => {
        learner.learn(portion, policy, done);
        const targets = model.targets(portion);
        for (let epoch = 0; epoch < epochs; epoch++) {
          for (const rows of shuffledBatches(portion.steps, batchRows, order)) {
            losses = model.update({
              rows: rows.length,
              observations: taken(portion.observations, observationSize, rows),
              nextObservations: taken(portion.nextObservations, observationSize, rows),
              actions: taken(portion.actions, context.environment.actionSize, rows),
              targets: taken(targets, 1, rows),
            });
          }
        }
      },
      measures: () => ({
        ...learner.measures(),
        dynamics_loss: losses.dynamics,
        feasibility_loss: losses.feasibility,
      }),
      parts: () => ({ networks: { encoder: model.steady }, arrays: {} }),
    };
  },
  actor: (_, parts) => {
    const encoder = requirePart(parts, 'encoder');
    return {
      ...plainActor,
      features: (observation) => beside(observation, latentOf(encoder, observation, 1), 1),
    };
  },
};

/** [observation, representation] per row. */
function beside(observations: Float32Array, latents: Float32Array, rows: number): Float32Array {
  const seen = observations.length / rows;
  const size = latents.length / rows;
  const result = new Float32Array(rows * (seen + size));
  for (let row = 0; row < rows; row++) {
    result.set(observations.subarray(row * seen, (row + 1) * seen), row * (seen + size));
    result.set(latents.subarray(row * size, (row + 1) * size), row * (seen + size) + seen);
  }
  return result;
}
