// What a run starts from by the kind of its algorithm; an algorithm's own file may say otherwise.
import type { ScheduleId } from '../optimizer/learningRate';

export interface RunDefaults {
  /** AdamW's where all weights are trained; low-rank updates get `loraRate` times as much. */
  readonly learningRate: number;
  readonly schedule: ScheduleId;
  /** null: so many as the passes over the data ask for. */
  readonly maxSteps: number | null;
  readonly loggingSteps: number;
  readonly saveSteps: number;
  /** Halt after so many steps in a row without any difference in reward; null is never. */
  readonly zeroStdSteps: number | null;
  /** Halt after so many steps where nothing was earned in all of them; null is never. */
  readonly firstSteps: number | null;
}

/** Low-rank updates want about ten times the learning rate of full training (thinkingmachines.ai/blog/lora, 2025). */
export const loraRate = 10;

export const onlineRun: RunDefaults = {
  learningRate: 2e-6,
  schedule: 'constant',
  maxSteps: 100,
  loggingSteps: 1,
  saveSteps: 20,
  zeroStdSteps: 20,
  firstSteps: 3,
};

/** All but the learning rate, which follows from the loss. */
export const offlineRun: Omit<RunDefaults, 'learningRate'> = {
  schedule: 'linear',
  maxSteps: null,
  loggingSteps: 10,
  saveSteps: 100,
  zeroStdSteps: null,
  firstSteps: null,
};

interface GroupShape {
  /** Completions per prompt. */
  readonly generations: number;
  readonly fewestGenerations: number;
  /** Completions per step. */
  readonly batch: (generations: number) => number;
}

/** By whose rewards a completion is measured against. */
export const groupShapes: Readonly<Record<'group' | 'batch', GroupShape>> = {
  group: { generations: 8, fewestGenerations: 2, batch: (generations) => 8 * generations },
  batch: { generations: 1, fewestGenerations: 1, batch: () => 64 },
};
