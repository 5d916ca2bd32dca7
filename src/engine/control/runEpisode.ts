// One episode of a policy in its environment, as a trajectory.
import type { AnyEnvironment } from '../../safety/control/environment';
import type { Trajectory } from '../../safety/control/trajectory';
import { seededRandom } from '../../safety/random';
import { normalVariate } from '../../safety/statistics/normal';
import type { OpenPolicy } from './policy/openPolicy';

/** Tells evaluations from trainings, whose episodes are numbered alike. */
const ofEvaluation = 2;

export interface Episode {
  readonly environment: AnyEnvironment;
  /** Of the environment: what the robot meets. */
  readonly seed: number;
  /** Of the policy, where it draws anything. */
  readonly actionSeed: number;
  /** Standard deviation of noise on the mean action; 0: none. */
  readonly temperature: number;
}

export async function runEpisode(
  { actor, mean: meanOf }: Pick<OpenPolicy, 'actor' | 'mean'>,
  { environment, seed, actionSeed, temperature }: Episode,
): Promise<Trajectory> {
  let state = environment.reset(seededRandom(seed, ofEvaluation));
  const random = seededRandom(actionSeed, ofEvaluation);
  const start = environment.place(state);
  const path: [number, number][] = [[start.x, start.y]];
  const targets: [number, number, number][] = [[0, ...start.target]];
  const violations: number[] = [];
  const interventions: number[] = [];
  let total = 0;
  let terminated = false;
  for (let step = 1; step <= environment.horizon && !terminated; step++) {
    const observation = environment.observe(state);
    const certain = await meanOf(actor.features(observation));
    const mean =
      temperature === 0 ? certain : certain.map((value) => value + temperature * normalVariate(random));
    const { action, intervened } = actor.act({ state, observation, mean, random });
    const result = environment.step(state, action);
    state = result.state;
    total += result.reward;
    terminated = result.terminated;
    if (result.cost === 1) violations.push(step);
    if (intervened) interventions.push(step);
    const { x, y, target } = environment.place(state);
    path.push([x, y]);
    const last = targets.at(-1);
    if (last?.[1] !== target[0] || last[2] !== target[1]) targets.push([step, ...target]);
  }
  return {
    ...{
      environment: environment.id,
      seed,
      return: total,
      path,
      targets,
      violations,
      interventions,
      terminated,
    },
    forbidden: [...environment.forbidden(state)],
  };
}
