// Opens everything that a run works with, and checks that it fits together before the first step.
import type { CheckpointRef } from '../../../protocol/checkpoints';
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { RunSafeguards } from '../../safeguards/training/runSafeguards';
import { makeSafeguards } from '../../safeguards/training/trainingSafeguards';
import { makesRewardModel } from '../algorithms/algorithm';
import { configFolder } from '../checkpoint/modelFolder';
import { threadOption, type RunSettings } from '../config/runSettings';
import type { LocalRespondent } from '../../respondents/checkpoint/localRespondent';
import type { Loss } from '../losses/loss';
import type { TrainingModelOptions } from '../model/createTrainingModel';
import type { TrainingModel } from '../model/trainingModel';
import { AdamW } from '../optimizer/adamW';
import { gradientBuffers } from '../optimizer/gradientNorm';
import type { ParameterAverage } from '../optimizer/parameterAverage';
import { probePrompts, type ProbePrompt } from '../probe/probePrompts';
import type { ControlWatcher } from '../run/controlWatcher';
import type { TaskItem } from '../tasks/task';
import { DataOrder } from './dataOrder';
import type { EncodedItem } from './encodedItems';
import { openMethod } from './openMethod';
import type { RewardScorer } from './openScorer';
import type { PhaseMeter } from './phaseMeter';
import { adapterPolicy, fullPolicy, type LoadWeights } from './policyRespondent';
import { checkStart, startRef } from './startCheckpoint';
import type { TrainMethod } from './trainMethod';

/** What the trainer takes from the engine. */
export interface TrainingTools {
  open(ref: CheckpointRef, signal: AbortSignal): Promise<OpenCheckpoint>;
  readonly loadWeights: LoadWeights;
  createModel(checkpoint: OpenCheckpoint, options: TrainingModelOptions): Promise<TrainingModel>;
  /** @throws GuardrailError datasetInvalid where the items lack a column that a verifier needs. */
  createScorer(settings: RunSettings, items: readonly TaskItem[]): Promise<RewardScorer>;
  readonly executionProvider: string;
  readonly mediaFolder: string;
  readonly scratchFolder: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Everything that a run works with once it is open. */
export interface TrainSession {
  readonly settings: RunSettings;
  /** What it learns by, and from. */
  readonly method: TrainMethod;
  readonly safeguards: RunSafeguards;
  /** The loss of the method with what safeguards add to it. */
  readonly objective: Loss;
  readonly mediaFolder: string;
  readonly base: OpenCheckpoint;
  /** null: all weights are trained. */
  readonly adapter: Adapter | null;
  readonly model: TrainingModel;
  readonly optimizer: AdamW;
  /** One per trained tensor: what an optimisation step adds up. */
  readonly gradients: readonly Float32Array[];
  readonly average: ParameterAverage | null;
  /** What is trained, as it is now. */
  readonly policy: LocalRespondent;
  /** null: the configuration names no rewards. */
  readonly scorer: RewardScorer | null;
  /** Prompts that are answered and scored in evaluations; empty where nothing can be scored. */
  readonly heldOut: readonly EncodedItem[];
  /** What of the data is not used. */
  readonly remarks: readonly string[];
  /** Order of the training data. */
  readonly order: DataOrder;
  readonly probePrompts: readonly ProbePrompt[];
  readonly meter: PhaseMeter;
  readonly control: ControlWatcher;
  readonly maxSteps: number;
  /** Optimiser steps of the whole run, for the learning-rate schedule. */
  readonly totalUpdates: number;
  dispose(): Promise<void>;
}

export async function openSession(
  settings: RunSettings,
  tools: TrainingTools,
  control: ControlWatcher,
  meterOf: (maxSteps: number) => PhaseMeter,
): Promise<TrainSession> {
  const cleanup: (() => Promise<void>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const end of cleanup.splice(0).reverse()) await end();
  };
  try {
    const base = await openBase(settings, tools, control.signal);
    cleanup.push(() => base.dispose());
    const safeguards = makeSafeguards(settings.safeguards, { config: base.config, settings });
    const { method, heldOut, remarks } = await openMethod({
      settings,
      safeguards,
      tokenizer: base.tokenizer,
      contextLength: base.config.contextLength,
    });
    const scoredItems = [...method.scoredItems, ...heldOut.map(({ item }) => item)];
    const scorer = settings.rewards.length === 0 ? null : await tools.createScorer(settings, scoredItems);
    if (scorer !== null) cleanup.push(() => scorer.dispose());
    const probe = settings.probe;
    const prompts = probe === null ? [] : await probePrompts(probe, settings.seed, tools.mediaFolder);
    const objective = safeguards.loss(method.loss);
    const model = await tools.createModel(base, modelOptions(settings, method, objective, tools));
    cleanup.push(() => model.dispose());
    const policy = await openPolicy(settings, tools, base, model);
    cleanup.push(() => policy.dispose());
    const order = new DataOrder(method.size, settings.seed);
    const { maxSteps, totalUpdates } = lengthOf(settings, method);
    const { beta1, beta2, epsilon, weightDecay } = settings.optimizer;
    return {
      settings,
      method,
      safeguards,
      objective,
      mediaFolder: tools.mediaFolder,
      base,
      adapter: model.adapter,
      model,
      optimizer: new AdamW(model.trainables, { beta1, beta2, epsilon, weightDecay }),
      gradients: gradientBuffers(model.trainables),
      average: safeguards.average(model.trainables),
      policy,
      scorer,
      heldOut,
      remarks,
      order,
      probePrompts: prompts,
      meter: meterOf(maxSteps),
      control,
      maxSteps,
      totalUpdates,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openBase(
  settings: RunSettings,
  tools: TrainingTools,
  signal: AbortSignal,
): Promise<OpenCheckpoint> {
  if (settings.parameters.kind === 'full' || makesRewardModel(settings.method.algorithm))
    configFolder(settings.modelPath);
  const base = await tools.open(startRef(settings), signal);
  try {
    checkStart(settings, base.adapter !== null || base.finished !== undefined);
    return base;
  } catch (error) {
    await base.dispose();
    throw error;
  }
}

function modelOptions(
  settings: RunSettings,
  { sampling }: TrainMethod,
  loss: Loss,
  tools: TrainingTools,
): TrainingModelOptions {
  const { parameters, seed } = settings;
  return {
    method:
      parameters.kind === 'full'
        ? { kind: 'full' }
        : {
            kind: 'lora',
            rank: parameters.rank,
            alpha: parameters.alpha,
            targets: parameters.targetModules,
            rslora: parameters.rslora,
            dropout: parameters.dropout,
            seed,
          },
    loss,
    temperature: sampling.temperature,
    recompute: settings.recompute,
    microBatchTokens: settings.microBatchTokens,
    executionProvider: tools.executionProvider,
    ...threadOption(settings),
  };
}

function openPolicy(
  settings: RunSettings,
  tools: TrainingTools,
  base: OpenCheckpoint,
  { trainables, adapter }: TrainingModel,
): Promise<LocalRespondent> {
  const load: LoadWeights = (checkpoint) => tools.loadWeights(checkpoint, threadOption(settings));
  if (adapter === null) return Promise.resolve(fullPolicy(base, trainables, tools.scratchFolder, load));
  return adapterPolicy(base, adapter, load);
}

function lengthOf(
  settings: RunSettings,
  { size, itemsPerStep, updatesPerStep }: TrainMethod,
): { maxSteps: number; totalUpdates: number } {
  const maxSteps = settings.maxSteps ?? Math.max(1, Math.ceil((settings.epochs * size) / itemsPerStep));
  return { maxSteps, totalUpdates: maxSteps * updatesPerStep };
}
