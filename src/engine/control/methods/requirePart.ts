// Parts that a method needs to act, out of a policy's file.
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import type { Mlp } from '../network/mlp';
import type { LearnedParts } from './learner';

/** @throws GuardrailError checkpointCorrupt where the network is missing */
export function requirePart({ networks }: LearnedParts, name: string): Mlp {
  const network = networks[name];
  if (network === undefined)
    throw checkpointCorrupt(`The policy has no network ${name}, which its method acts with.`);
  return network;
}

/** @throws GuardrailError checkpointCorrupt where the array is missing */
export function requireArray({ arrays }: LearnedParts, name: string): LearnedParts['arrays'][string] {
  const array = arrays[name];
  if (array === undefined)
    throw checkpointCorrupt(`The policy has no tensor ${name}, which its method acts with.`);
  return array;
}
