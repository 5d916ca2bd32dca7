// The methods of `patch`, by their names.
import type { ParameterSafeguardId } from '../../../protocol/safeguards';
import { parseOptions, type Safeguard } from '../../../safety/safeguards/safeguard';
import { parameterSafeguards as described } from '../../../safety/safeguards/safeguards';
import type { Changes, Combined, ParameterSafeguard } from './parameterSafeguard';
import { slerp } from './slerp';
import { ties } from './ties';

export const parameterSafeguards: Readonly<Record<ParameterSafeguardId, ParameterSafeguard>> = {
  linear: safeguard(described.linear, (_, { weight }) => sum(1 - weight, weight)),
  slerp: safeguard(described.slerp, (changes, { weight }) => slerp(changes, weight)),
  ties: safeguard(described.ties, (changes, { weight, density }) => ties(changes, weight, density), {
    keepsLowRank: false,
  }),
  'refusal-patch': safeguard(described['refusal-patch'], (_, { weight }) => sum(1, weight), {
    showsOverlap: true,
  }),
};

function safeguard<Options>(
  description: Safeguard<Options>,
  combine: (changes: Changes, options: Options) => Combined,
  traits: Partial<Omit<ParameterSafeguard, 'combiner'>> = {},
): ParameterSafeguard {
  return {
    keepsLowRank: true,
    showsOverlap: false,
    ...traits,
    combiner: (given) => {
      const options = parseOptions(description, given);
      return (changes) => combine(changes, options);
    },
  };
}

function sum(task: number, safety: number): Combined {
  return { kind: 'sum', task, safety };
}
