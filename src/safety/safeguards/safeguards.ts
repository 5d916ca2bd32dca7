// Every safeguard there is: what help, documentation and lists in VS Code are made of.
import type {
  FittedSafeguardId,
  FlowSafeguardId,
  ParameterSafeguardId,
  SubjectSafeguardId,
  TrainingSafeguardId,
} from '../../protocol/safeguards';
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
} as const satisfies Record<TrainingSafeguardId, Safeguard>;

export const safeguards: readonly Safeguard[] = [
  ...Object.values(trainingSafeguards),
  ...Object.values(parameterSafeguards),
  ...Object.values(flowSafeguards),
  ...Object.values(fittedSafeguards),
];
