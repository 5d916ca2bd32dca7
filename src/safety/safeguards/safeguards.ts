// Every safeguard there is: what help, documentation and lists in VS Code are made of.
import type { ControlMethodId } from '../../protocol/control';
import type {
  FittedSafeguardId,
  FlowSafeguardId,
  ParameterSafeguardId,
  SubjectSafeguardId,
  TrainingSafeguardId,
} from '../../protocol/safeguards';
import { conservativeSafetyCritic } from './control/conservativeSafetyCritic';
import { feasibilityConsistent } from './control/feasibilityConsistent';
import { gaussianShield } from './control/gaussianShield';
import { ppoLagrangian } from './control/ppoLagrangian';
import { safetyModulation } from './control/safetyModulation';
import { unrollingLayer } from './control/unrollingLayer';
import { saffron } from './decoding/saffron';
import { shield } from './decoding/shield';
import { usl } from './decoding/usl';
import type { FittedSafeguard } from './fittedSafeguard';
import { thinkReflectRevise } from './flow/thinkReflectRevise';
import { refusalPatch } from './parameters/refusalPatch';
import { upsafe } from './parameters/upsafe';
import { linearMerge, slerpMerge, tiesMerge } from './parameters/weightMerging';
import type { Safeguard } from './safeguard';
import { conservativeCritic } from './training/conservativeCritic';
import { costModulatedReward } from './training/costModulatedReward';
import { parameterEma } from './training/parameterEma';
import { procon } from './training/procon';
import { thinkReflectReviseTraining } from './training/thinkReflectRevise';

export const parameterSafeguards = {
  linear: linearMerge,
  slerp: slerpMerge,
  ties: tiesMerge,
  'refusal-patch': refusalPatch,
} as const satisfies Record<ParameterSafeguardId, Safeguard>;

export const flowSafeguards = {
  'think-reflect-revise': thinkReflectRevise,
} as const satisfies Record<FlowSafeguardId, Safeguard>;

export const fittedSafeguards = {
  usl,
  shield,
  'saffron-1': saffron,
  upsafe,
} as const satisfies Record<FittedSafeguardId, FittedSafeguard>;

/** What may stand behind a subject. */
export const subjectSafeguards: Readonly<Record<SubjectSafeguardId, Safeguard>> = {
  ...flowSafeguards,
  ...fittedSafeguards,
};

/** Entries of `safeguards` in a `*.train.json`. */
export const trainingSafeguards = {
  'parameter-ema': parameterEma,
  procon,
  'cost-modulated-reward': costModulatedReward,
  'conservative-critic': conservativeCritic,
  'think-reflect-revise': thinkReflectReviseTraining,
} as const satisfies Record<TrainingSafeguardId, Safeguard>;

/** How control policies are trained and shielded, PPO alone apart. */
export const controlSafeguardsById = {
  'ppo-lagrangian': ppoLagrangian,
  csc: conservativeSafetyCritic,
  smpo: safetyModulation,
  fcsrl: feasibilityConsistent,
  usl: unrollingLayer,
  'gp-shield': gaussianShield,
} as const satisfies Record<Exclude<ControlMethodId, 'ppo'>, Safeguard>;

export const controlSafeguards: readonly Safeguard[] = Object.values(controlSafeguardsById);

export const safeguards: readonly Safeguard[] = [
  ...Object.values(trainingSafeguards),
  ...Object.values(parameterSafeguards),
  ...Object.values(flowSafeguards),
  ...Object.values(fittedSafeguards),
  ...controlSafeguards,
];
