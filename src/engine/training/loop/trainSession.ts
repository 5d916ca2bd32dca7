// Everything a run works with once it is open. Made by openSession.ts, used by the steps.
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { RunSettings } from '../config/runSettings';
import type { TrainingModel } from '../model/trainingModel';
import type { AdamW } from '../optimizer/adamW';
import type { ParameterAverage } from '../optimizer/parameterAverage';
import type { ProbePrompt } from '../probe/probePrompts';
import type { ControlWatcher } from '../run/controlWatcher';
import type { EncodedItem } from './encodedItems';
import type { OfflineData } from './offlineRows';
import type { PolicyGenerator } from './policyGenerator';
import type { RewardScorer } from './rewardScorer';
import type { DataOrder } from './dataOrder';
import type { RunMeter } from './runMeter';

export interface TrainSession {
  readonly settings: RunSettings;
  readonly base: OpenCheckpoint;
  /** null: all weights are trained. */
  readonly adapter: Adapter | null;
  readonly model: TrainingModel;
  readonly optimizer: AdamW;
  /** One per trained tensor: what an optimisation step adds up. */
  readonly gradients: readonly Float32Array[];
  readonly average: ParameterAverage | null;
  readonly generator: PolicyGenerator;
  /** null: the configuration names no rewards. */
  readonly scorer: RewardScorer | null;
  readonly data: SessionData;
  /** Order of the training data. */
  readonly order: DataOrder;
  readonly probePrompts: readonly ProbePrompt[];
  readonly meter: RunMeter;
  readonly control: ControlWatcher;
  readonly maxSteps: number;
  /** Optimiser steps of the whole run, for the learning-rate schedule. */
  readonly totalUpdates: number;
  dispose(): Promise<void>;
}

export interface SessionData {
  readonly train: { readonly kind: 'online'; readonly items: readonly EncodedItem[] } | OfflineData;
  /** Prompts that are answered and scored in evaluations; empty where nothing can be scored. */
  readonly heldOut: readonly EncodedItem[];
  /** Held-out texts or pairs, for the loss; null for online algorithms. */
  readonly heldOutRows: OfflineData | null;
  readonly remarks: readonly string[];
}
