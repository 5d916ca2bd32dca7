// Opens everything that a run works with, and checks that it fits together before the first step.
import { GuardrailError } from '../../../protocol/errors';
import type { CheckpointRef } from '../../../protocol/checkpoints';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import { dpoLoss } from '../losses/dpoLoss';
import type { Loss } from '../losses/loss';
import { sftLoss } from '../losses/sftLoss';
import { onlineAlgorithms } from '../algorithms/algorithms';
import { configFolder } from '../checkpoint/saveFullWeights';
import { threadOption, type RunSettings } from '../config/runSettings';
import type { TrainingModelOptions } from '../model/createTrainingModel';
import type { TrainingModel } from '../model/trainingModel';
import { AdamW } from '../optimizer/adamW';
import { gradientBuffers } from '../optimizer/gradientNorm';
import { ParameterAverage } from '../optimizer/parameterAverage';
import { probePrompts } from '../probe/probePrompts';
import type { ControlWatcher } from '../run/controlWatcher';
import type { TaskItem } from '../tasks/task';
import { DataOrder } from './dataOrder';
import { openData } from './openData';
import { adapterGenerator, fullGenerator, type LoadWeights, type PolicyGenerator } from './policyGenerator';
import type { RewardScorer } from './rewardScorer';
import type { RunMeter } from './runMeter';
import type { SessionData, TrainSession } from './trainSession';

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

export async function openSession(
  settings: RunSettings,
  tools: TrainingTools,
  control: ControlWatcher,
  meterOf: (maxSteps: number) => RunMeter,
): Promise<TrainSession> {
  const cleanup: (() => Promise<void>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const end of cleanup.splice(0).reverse()) await end();
  };
  try {
    const base = await openBase(settings, tools, control.signal);
    cleanup.push(() => base.dispose());
    const data = await openData(settings, base.tokenizer, base.config.contextLength);
    const scorer =
      settings.rewards.length === 0 ? null : await tools.createScorer(settings, scoredItems(data));
    if (scorer !== null) cleanup.push(() => scorer.dispose());
    const probe = settings.probe;
    const prompts =
      probe === null
        ? []
        : await probePrompts(
            probe,
            settings.seed,
            base.tokenizer,
            settings.templateVariables,
            tools.mediaFolder,
          );
    const model = await tools.createModel(base, modelOptions(settings, tools));
    cleanup.push(() => model.dispose());
    const generator = await policyGenerator(settings, tools, base, model);
    cleanup.push(() => generator.dispose());
    const order = new DataOrder(sizeOf(data), settings.seed);
    const { maxSteps, totalUpdates } = lengthOf(settings, order.size);
    const { beta1, beta2, epsilon, weightDecay, emaDecay } = settings.optimizer;
    return {
      settings,
      base,
      adapter: model.adapter,
      model,
      optimizer: new AdamW(model.trainables, { beta1, beta2, epsilon, weightDecay }),
      gradients: gradientBuffers(model.trainables),
      average: emaDecay === 0 ? null : new ParameterAverage(model.trainables, emaDecay),
      generator,
      scorer,
      data,
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
  const { adapterPath, modelPath } = settings;
  if (settings.parameters.kind === 'full') configFolder(modelPath);
  const ref = adapterPath === null ? { path: modelPath } : { path: adapterPath, basePath: modelPath };
  const base = await tools.open(ref, signal);
  if ((base.adapter !== null) === (adapterPath !== null)) return base;
  await base.dispose();
  throw new GuardrailError(
    'configInvalid',
    adapterPath === null
      ? `${modelPath} is an adapter, not a base checkpoint.`
      : `${adapterPath} is not an adapter.`,
    'Name the base checkpoint as `model`, and an adapter to train further as `adapter`.',
  );
}

export function lossOf({ method }: RunSettings): Loss {
  if (method.kind === 'online') return onlineAlgorithms[method.algorithm].loss(method.loss);
  return method.algorithm === 'sft' ? sftLoss : dpoLoss(method.beta);
}

function modelOptions(settings: RunSettings, tools: TrainingTools): TrainingModelOptions {
  const { parameters, method, seed } = settings;
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
    loss: lossOf(settings),
    temperature: method.kind === 'online' ? method.temperature : 1,
    recompute: settings.recompute,
    microBatchTokens: settings.microBatchTokens,
    executionProvider: tools.executionProvider,
    ...threadOption(settings),
  };
}

function policyGenerator(
  settings: RunSettings,
  tools: TrainingTools,
  base: OpenCheckpoint,
  { trainables, adapter }: TrainingModel,
): Promise<PolicyGenerator> {
  const load: LoadWeights = (checkpoint) => tools.loadWeights(checkpoint, threadOption(settings));
  if (adapter === null) {
    return Promise.resolve(fullGenerator(base, trainables, tools.scratchFolder, load));
  }
  return adapterGenerator(base, adapter, load);
}

/** Every item whose completions verifiers will see. */
function scoredItems({ train, heldOut }: SessionData): TaskItem[] {
  const sampled = train.kind === 'online' ? [...train.items, ...heldOut] : heldOut;
  return sampled.map(({ item }) => item);
}

function sizeOf({ train }: SessionData): number {
  switch (train.kind) {
    case 'online':
      return train.items.length;
    case 'sft':
      return train.rows.length;
    case 'dpo':
      return train.pairs.length;
  }
}

function lengthOf(settings: RunSettings, size: number): { maxSteps: number; totalUpdates: number } {
  const { method } = settings;
  const perStep = method.kind === 'online' ? method.promptsPerStep : method.batchSize;
  const maxSteps = settings.maxSteps ?? Math.max(1, Math.ceil((settings.epochs * size) / perStep));
  const updatesPerStep = method.kind === 'online' ? method.iterations * method.miniBatches : 1;
  return { maxSteps, totalUpdates: maxSteps * updatesPerStep };
}
