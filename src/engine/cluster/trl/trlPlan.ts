// What a run of TRL is started with: the trainer, the fields of its configuration class, and what stands beside them.
import type { AlgorithmId } from '../../../protocol/training';
import type { RunSettings } from '../../training/config/runSettings';
import type { PlanObject } from '../keyTable';

export const trlTrainers = ['GRPOTrainer', 'RLOOTrainer', 'SFTTrainer', 'DPOTrainer'] as const;
export type TrlTrainer = (typeof trlTrainers)[number];

/** null: TRL has no trainer for it, or one that computes or saves something else. */
export const trainerOf: Readonly<Record<AlgorithmId, TrlTrainer | null>> = {
  grpo: 'GRPOTrainer',
  dr_grpo: 'GRPOTrainer',
  dapo: 'GRPOTrainer',
  rloo: 'RLOOTrainer',
  reinforce_plus_plus: null,
  ppo: null,
  sft: 'SFTTrainer',
  dpo: 'DPOTrainer',
  reward: null,
};

/** Sizes of a run on so many processes. */
export interface TrlShape {
  /** GPUs, each with a process of its own. */
  readonly processes: number;
  /** Rows of one forward and backward pass of one process. */
  readonly perDevice: number;
  /** Passes of one optimiser step. */
  readonly accumulation: number;
  /** Optimiser steps of one step here: TRL counts those. */
  readonly updatesPerStep: number;
  /** Rows of the data that a step takes: prompts, examples or pairs. */
  readonly rowsPerStep: number;
}

/** A part of the plan that a key of the configuration sets. */
export interface TrlParts {
  /** Fields of GRPOConfig, RLOOConfig, SFTConfig or DPOConfig. */
  readonly config?: PlanObject;
  /** Fields of PEFT's LoraConfig. */
  readonly lora?: PlanObject;
  /** What media/python does itself. */
  readonly run?: PlanObject;
}

export interface TrlPlan {
  readonly trainer: TrlTrainer;
  readonly config: PlanObject;
  /** null: all weights are trained. */
  readonly lora: PlanObject | null;
  readonly run: PlanObject;
  /** What differs from a run here, where this configuration asks for it. */
  readonly remarks: readonly string[];
}

export interface TrlContext {
  readonly settings: RunSettings;
  readonly trainer: TrlTrainer;
  readonly shape: TrlShape;
}
