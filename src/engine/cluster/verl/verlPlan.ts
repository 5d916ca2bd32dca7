// What a run of verl is started with: overrides of the configuration of `verl.trainer.main_ppo`, and what stands beside them.
import type { AlgorithmId } from '../../../protocol/training';
import type { OnlineSettings, RunSettings } from '../../training/config/runSettings';
import type { PlanObject, PlanValue } from '../keyTable';

export type VerlAlgorithm = Extract<
  AlgorithmId,
  'grpo' | 'dr_grpo' | 'dapo' | 'rloo' | 'reinforce_plus_plus'
>;

/** null: it is not handed to verl. */
export const verlAlgorithmOf: Readonly<Record<AlgorithmId, VerlAlgorithm | null>> = {
  grpo: 'grpo',
  dr_grpo: 'dr_grpo',
  dapo: 'dapo',
  rloo: 'rloo',
  reinforce_plus_plus: 'reinforce_plus_plus',
  ppo: null,
  sft: null,
  dpo: null,
  reward: null,
};

/** By the dotted key of verl's configuration; `+` before a key that its YAML does not name. */
export type VerlOverrides = Readonly<Record<string, PlanValue>>;

/** A part of the plan that a key of the configuration sets. */
export interface VerlParts {
  readonly overrides?: VerlOverrides;
  /** What media/python does itself. */
  readonly run?: PlanObject;
}

export interface VerlPlan {
  readonly overrides: VerlOverrides;
  readonly run: PlanObject;
  /** What differs from a run here, where this configuration asks for it. */
  readonly remarks: readonly string[];
}

export interface VerlContext {
  readonly settings: RunSettings;
  readonly method: OnlineSettings;
  readonly algorithm: VerlAlgorithm;
}

/** Optimiser steps of one step. */
export function updatesPerStep({ iterations, miniBatches }: OnlineSettings): number {
  return iterations * miniBatches;
}
