// Makes a training model of a checkpoint: what is trained, how it starts, and its sessions.
import { GuardrailError } from '../../../protocol/errors';
import type { Adapter } from '../../adapters/adapter';
import { newAdapter, type NewAdapterOptions } from '../../adapters/newAdapter';
import type { BlockMatrix } from '../../checkpoints/blockMatrix';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { Loss } from '../losses/loss';
import { OnnxTrainingModel } from './onnxTrainingModel';
import type { TrainingModel } from './trainingModel';
import { trainingGraph } from './trainingGraph';
import { initialValueHead } from './valueHead';
import { checkpointWeights, readBlocks, readWeights } from './weightSource';
import { fullTrainables } from './fullTrainables';

export type TrainingMethod =
  /** A checkpoint that is an adapter is trained further with its own modules, ranks and scales. */
  ({ readonly kind: 'lora' } & NewAdapterOptions) | { readonly kind: 'full' };

export interface TrainingModelOptions {
  readonly method: TrainingMethod;
  readonly loss: Loss;
  /** Logits are divided by it before anything is scored; 1 where nothing was sampled. */
  readonly temperature: number;
  /** Blocks are computed again in the backward pass: less memory, about a third more arithmetic. */
  readonly recompute: boolean;
  /** Tokens that go through the model together when scoring, padding included. */
  readonly microBatchTokens: number;
  readonly executionProvider: string;
  /** Threads of one operator; every core by default. */
  readonly threads?: number;
}

/** @throws GuardrailError checkpointCorrupt, configInvalid, memoryLimit. */
export async function createTrainingModel(
  checkpoint: Pick<OpenCheckpoint, 'config' | 'tensors' | 'blocks' | 'adapter' | 'finished'>,
  options: TrainingModelOptions,
): Promise<TrainingModel> {
  const { config, adapter } = checkpoint;
  const { method } = options;
  if (checkpoint.finished !== undefined) {
    throw new GuardrailError(
      'configInvalid',
      `The adapter cannot be trained further: ${checkpoint.finished}.`,
      'Merge it with PEFT (`model.merge_and_unload()`) and train over the merged checkpoint.',
    );
  }
  checkBlocks(checkpoint.blocks ?? new Map(), method);
  if (method.kind === 'full') {
    if (adapter !== null) {
      throw new GuardrailError(
        'configInvalid',
        'The checkpoint is an adapter; all parameters can only be trained of a whole model.',
        'Merge the adapter into its base, or train with LoRA.',
      );
    }
    return trainFrom(checkpoint, null, null, options);
  }
  if (config.joined.length > 0) {
    throw new GuardrailError(
      'configInvalid',
      `Low-rank updates of ${config.architecture} cannot be trained: PEFT knows its ${config.joined.join(' and ')} as whole matrices.`,
      'Train all parameters (full_parameter), or train the adapter with PEFT and compare it here.',
    );
  }
  adapter?.checkFit(config);
  return trainFrom(checkpoint, adapter?.copy() ?? newAdapter(config, method), adapter, options);
}

function checkBlocks(blocks: ReadonlyMap<string, BlockMatrix>, method: TrainingMethod): void {
  if (blocks.size === 0) return;
  if (method.kind === 'full') {
    throw new GuardrailError(
      'configInvalid',
      'All parameters can only be trained as float32 numbers: those of rounded weights stay as they are.',
      'Remove full_parameter to train low-rank updates over them, or set precision to "exact".',
    );
  }
  if ([...blocks.values()].some(({ activations }) => activations !== undefined)) {
    throw new GuardrailError(
      'configInvalid',
      'Precision "fast" rounds what goes into each product, and such a product has no gradient.',
      'Set precision to "native": the same weights, activations in 32 bits.',
    );
  }
}

async function trainFrom(
  { config, tensors, blocks }: Pick<OpenCheckpoint, 'config' | 'tensors' | 'blocks'>,
  adapter: Adapter | null,
  startAdapter: Adapter | null,
  options: TrainingModelOptions,
): Promise<TrainingModel> {
  const { method, loss } = options;
  const source = checkpointWeights(tensors);
  const plan = {
    config,
    blocks: blocks ?? new Map<string, BlockMatrix>(),
    adapter,
    dropout: method.kind === 'lora' ? method.dropout : 0,
    temperature: options.temperature,
    valueHead: loss.needsValues,
    recompute: options.recompute,
    passTokens: options.microBatchTokens,
  };
  const training = trainingGraph(plan, loss);
  const weights = await readWeights(training.weights, source);
  const whole = adapter?.trainables ?? fullTrainables(training.weights, weights);
  return new OnnxTrainingModel({
    plan,
    training,
    loss,
    weights,
    blocks: await readBlocks(training.blocks),
    start: source,
    startAdapter,
    trainables: [...whole, ...(loss.needsValues ? initialValueHead(config.hiddenSize) : [])],
    seed: method.kind === 'lora' ? method.seed : 0,
    microBatchTokens: options.microBatchTokens,
    session: {
      executionProvider: options.executionProvider,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    },
  });
}
