// Every safeguard there is: what help, documentation and lists in VS Code are made of.
import type { ParameterSafeguardId } from '../../protocol/safeguards';
import { refusalPatch } from './parameters/refusalPatch';
import { linearMerge, slerpMerge, tiesMerge } from './parameters/weightMerging';
import type { Safeguard } from './safeguard';

export const parameterSafeguards = {
  linear: linearMerge,
  slerp: slerpMerge,
  ties: tiesMerge,
  'refusal-patch': refusalPatch,
} as const satisfies Record<ParameterSafeguardId, Safeguard>;

export const safeguards: readonly Safeguard[] = [...Object.values(parameterSafeguards)];
