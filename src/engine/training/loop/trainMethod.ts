// What a run learns by: its loss, one step of it, and what it measures on held-out data. Chosen once, with the data that
// it learns from (openMethod.ts); nothing else of the loop knows which kind of algorithm is at work.
import type { RolloutRow } from '../../../protocol/training';
import type { RowSettings } from '../../generation/generator';
import type { ProgressState } from '../checkpoint/progressState';
import type { Loss } from '../losses/loss';
import type { Metrics } from '../run/metrics';
import type { TaskItem } from '../tasks/task';
import type { TrainSession } from './openSession';
import type { Trial } from './trial';

export interface TrainMethod {
  readonly loss: Loss;
  /** How completions are sampled; where no step samples any, how evaluations do. */
  readonly sampling: Omit<RowSettings, 'maxNewTokens'>;
  /** Items to train on: prompts, rows or pairs. */
  readonly size: number;
  readonly itemsPerStep: number;
  /** Optimiser steps of a step. */
  readonly updatesPerStep: number;
  /** Those of its items whose completions verifiers will see. */
  readonly scoredItems: readonly TaskItem[];
  /** @throws NotFiniteError; GuardrailError cancelled where the step is given up, memoryLimit. */
  step(session: TrainSession, before: ProgressState, onPause: OnPause): Promise<StepResult>;
  /** What it measures on held-out data besides the accuracy of answers: entries of the log, all beginning with eval_. */
  evaluate(session: TrainSession): Promise<Metrics>;
  /** Before the first step. @throws GuardrailError cancelled, memoryLimit, checkpointCorrupt where the model computes NaN. */
  trial(session: TrainSession): Promise<Trial>;
}

export type OnPause = (paused: boolean) => Promise<void>;

export interface StepResult {
  readonly metrics: Metrics;
  /** Empty where nothing is sampled. */
  readonly rollouts: readonly RolloutRow[];
  /** Counts after the step. */
  readonly itemsTaken: number;
  readonly updates: number;
  /** Tokens that went through training in this step. */
  readonly tokens: number;
  /** Tokens sampled in this step. */
  readonly generatedTokens: number;
}
