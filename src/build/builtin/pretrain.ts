// Trains all parameters of the initial checkpoint on the training text: cross-entropy of the answers, AdamW, cosine.
import type { OpenCheckpoint } from '../../engine/checkpoints/checkpoint';
import { sftInputs, sftLoss } from '../../engine/training/algorithms/sft';
import { lossFeeds } from '../../engine/training/losses/lossFeeds';
import { createTrainingModel } from '../../engine/training/model/createTrainingModel';
import { microBatches } from '../../engine/training/model/microBatches';
import type { Trainable, TrainingModel } from '../../engine/training/model/trainingModel';
import { AdamW } from '../../engine/training/optimizer/adamW';
import { clipGradients, gradientBuffers } from '../../engine/training/optimizer/gradientNorm';
import { learningRateFactor } from '../../engine/training/optimizer/learningRate';
import { batchOrder } from './batchOrder';
import { answerText, promptText } from './chatMl';
import type { Example } from './corpus/example';

export interface PretrainSettings {
  readonly seed: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
}

export interface PretrainProgress {
  readonly step: number;
  readonly steps: number;
  /** Mean over the answers' tokens of the step, nats. */
  readonly loss: number;
  readonly tokens: number;
}

interface Row {
  readonly ids: readonly number[];
  /** Tokens of the prompt. */
  readonly prompt: number;
}

const microBatchTokens = 4096;
/** Steps. */
const saveEvery = 400;

/** Gives the trained tensors to `save` now and then, and when done. @throws GuardrailError memoryLimit. */
export async function pretrain(
  checkpoint: OpenCheckpoint,
  examples: readonly Example[],
  settings: PretrainSettings,
  report: (progress: PretrainProgress) => void,
  save: (trainables: readonly Trainable[]) => Promise<void>,
): Promise<void> {
  const rows = examples.map(({ prompt, answer }): Row => {
    const ids = checkpoint.tokenizer.encode(promptText(prompt));
    return { ids: [...ids, ...checkpoint.tokenizer.encode(answerText(answer))], prompt: ids.length };
  });
  const lengths = rows.map(({ ids }) => ids.length);
  const batches = batchOrder(lengths, settings.batchSize, settings.seed);
  const model = await createTrainingModel(checkpoint, {
    method: { kind: 'full' },
    loss: sftLoss,
    temperature: 1,
    recompute: false,
    microBatchTokens,
    executionProvider: 'cpu',
    // Sums in the same order everywhere: the same seed gives the same weights.
    threads: 1,
  });
  try {
    const optimizer = new AdamW(model.trainables, {
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: settings.weightDecay,
    });
    const gradients = gradientBuffers(model.trainables);
    const schedule = {
      kind: 'cosine',
      warmupSteps: settings.warmupSteps,
      totalSteps: batches.length,
    } as const;
    let tokens = 0;
    for (const [step, batch] of batches.entries()) {
      const drawn = batch.map((row) => rows[row] ?? { ids: [], prompt: 0 });
      for (const gradient of gradients) gradient.fill(0);
      const loss = await accumulateBatch(model, drawn, gradients);
      clipGradients(gradients, settings.maxGradNorm);
      optimizer.step(gradients, settings.learningRate * learningRateFactor(schedule, step));
      tokens += drawn.reduce((sum, { ids }) => sum + ids.length, 0);
      report({ step: step + 1, steps: batches.length, loss, tokens });
      if ((step + 1) % saveEvery === 0) await save(model.trainables);
    }
    await save(model.trainables);
  } finally {
    await model.dispose();
  }
}

/** Adds the batch's gradients; gives its loss. */
async function accumulateBatch(
  model: TrainingModel,
  rows: readonly Row[],
  gradients: readonly Float32Array[],
): Promise<number> {
  const answerLengths = rows.map(({ ids, prompt }) => ids.length - prompt);
  const inputs = sftInputs(answerLengths);
  let loss = 0;
  for (const group of microBatches(
    rows.map(({ ids }) => ({ rows: 1, length: ids.length })),
    microBatchTokens,
  )) {
    const chosen = group.map((index) => rows[index] ?? { ids: [], prompt: 0 });
    const feeds = lossFeeds(
      sftLoss,
      group.map((index) => ({ length: answerLengths[index] ?? 0, inputs: inputs[index] ?? {} })),
    );
    const step = await model.accumulate(
      {
        ids: chosen.map(({ ids }) => ids),
        scored: chosen.map(({ ids, prompt }) => ids.slice(prompt).map((_, at) => prompt + at)),
      },
      feeds,
      gradients,
    );
    loss += step.loss;
  }
  return loss;
}
