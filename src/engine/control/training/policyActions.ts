// Actions sampled from a policy that reads observations as they are, for critics.
import type { Random } from '../../../safety/random';
import { normalVariate } from '../../../safety/statistics/normal';
import type { GaussianPolicy } from '../policy/gaussianPolicy';
import type { ActionsOf } from './costCritic';

export function policyActions(policy: GaussianPolicy, random: Random): ActionsOf {
  return (observations, rows) => {
    const deviations = policy.logStd.map(Math.exp);
    const { output } = policy.mean.forward(observations, rows);
    return output.map((mean, i) => mean + (deviations[i % deviations.length] ?? 0) * normalVariate(random));
  };
}
