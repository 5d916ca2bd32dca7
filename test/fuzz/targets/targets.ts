// Every parser of what comes from outside.
import type { FuzzTarget } from '../fuzzTarget';
import { answerTargets } from './answerTargets';
import { checkpointTargets } from './checkpointTargets';
import { clusterTargets } from './clusterTargets';
import { comparisonTargets } from './comparisonTargets';
import { hubTargets } from './hubTargets';
import { logTargets } from './logTargets';
import { networkTargets } from './networkTargets';
import { templateTargets } from './templateTargets';
import { trainingTargets } from './trainingTargets';

export const targets: readonly FuzzTarget[] = [
  ...checkpointTargets,
  ...templateTargets,
  ...trainingTargets,
  ...comparisonTargets,
  ...logTargets,
  ...networkTargets,
  ...hubTargets,
  ...clusterTargets,
  ...answerTargets,
];

/** @throws RangeError */
export function findTarget(name: string): FuzzTarget {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new RangeError(`There is no parser ${name}.`);
  return found;
}
