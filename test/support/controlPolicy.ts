// Control policies for tests, written as a training writes them.
import { join } from 'node:path';
import type { ControlEnvironmentId, ControlMethodId } from '../../src/protocol/control';
import { policyModelType } from '../../src/protocol/subjects';
import { environmentOf } from '../../src/safety/control/environments';
import { Mlp } from '../../src/engine/control/network/mlp';
import { GaussianPolicy } from '../../src/engine/control/policy/gaussianPolicy';
import { noParts } from '../../src/engine/control/methods/learner';
import { writePolicy } from '../../src/engine/control/policy/policyFile';

export interface LinearPolicy {
  readonly environment: ControlEnvironmentId;
  readonly method?: ControlMethodId;
  /** [actions][observations]; what is left out is 0. */
  readonly gain: readonly Readonly<Record<number, number>>[];
}

/** One whose action is linear in the observation. Returns its folder. */
export async function writeLinearPolicy(
  folder: string,
  name: string,
  { environment, method = 'ppo', gain }: LinearPolicy,
): Promise<string> {
  const { observationSize, actionSize } = environmentOf(environment);
  const weight = new Float32Array(observationSize * actionSize);
  for (const [row, factors] of gain.entries()) {
    for (const [column, factor] of Object.entries(factors))
      weight[row * observationSize + Number(column)] = factor;
  }
  const mean = new Mlp([
    { inputs: observationSize, outputs: actionSize, weight, bias: new Float32Array(actionSize) },
  ]);
  const policy = new GaussianPolicy(mean, new Float32Array(actionSize).fill(-1));
  const path = join(folder, name);
  const config = {
    model_type: policyModelType,
    environment,
    method,
    options: {},
    steps: 100,
    seed: 1,
  } as const;
  await writePolicy(path, config, { policy, parts: noParts });
  return path;
}

/** Heads straight for the goal, whatever lies between. */
export const straight: LinearPolicy = {
  environment: 'point-hazards',
  gain: [
    { 4: 3, 2: -1 },
    { 5: 3, 3: -1 },
  ],
};

/** Stays where it is. */
export const still: LinearPolicy = { environment: 'point-hazards', gain: [{}, {}] };
