// Small training runs of the fixture checkpoints, in this process.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingProgress, TrainingRunFacts } from '../../src/protocol/training';
import { openCheckpoint } from '../../src/engine/checkpoints/openCheckpoint';
import { loadGenerator } from '../../src/engine/generation/loadGenerator';
import { openScorer } from '../../src/engine/training/loop/openScorer';
import type { TrainingTools } from '../../src/engine/training/loop/openSession';
import { trainRun } from '../../src/engine/training/loop/trainRun';
import { createTrainingModel } from '../../src/engine/training/model/createTrainingModel';
import { createRun } from '../../src/engine/training/run/createRun';
import { checkpointPath, mediaFolder } from './paths';

export function trainingTools(scratch: string, overrides: Partial<TrainingTools> = {}): TrainingTools {
  const folders = { cacheFolder: join(scratch, 'cache'), scratchFolder: join(scratch, 'scratch') };
  mkdirSync(folders.cacheFolder, { recursive: true });
  return {
    open: (ref, signal) => openCheckpoint(ref, { ...folders, signal }),
    loadWeights: (checkpoint, options) => loadGenerator(checkpoint, { executionProvider: 'cpu', ...options }),
    createModel: createTrainingModel,
    createScorer: openScorer,
    executionProvider: 'cpu',
    mediaFolder,
    scratchFolder: folders.scratchFolder,
    versions: {},
    ...overrides,
  };
}

/** GRPO that learns to stop early: a reward that a random model can earn, in a few steps. */
export const shortAnswers = {
  model: checkpointPath('llama'),
  algorithm: 'grpo',
  data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
  rewards: [{ verifier: 'length', max: 6 }],
  lora: { r: 4 },
  max_steps: 6,
  num_generations: 4,
  generation_batch_size: 16,
  max_completion_length: 12,
  learning_rate: 0.01,
  save: { steps: 3 },
} as const;

/** SFT on sums; eval measures the loss. */
export const sums = {
  model: checkpointPath('llama'),
  algorithm: 'sft',
  data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
  lora: { r: 4 },
  max_steps: 6,
  per_device_train_batch_size: 8,
  learning_rate: 0.01,
  logging_steps: 1,
  eval: { steps: 3, num_prompts: 8 },
  save: { steps: 3 },
} as const;

/** Writes a configuration and makes its run; returns the run's folder. */
export async function makeRun(folder: string, name: string, config: object): Promise<string> {
  const path = join(folder, `${name}.train.json`);
  writeFileSync(path, JSON.stringify(config));
  return createRun(path, {});
}

export interface RunOptions {
  readonly resume?: boolean;
  readonly maxSteps?: number;
  readonly askedSince?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: TrainingProgress) => void;
}

export function train(
  tools: TrainingTools,
  folder: string,
  options: RunOptions = {},
): Promise<TrainingRunFacts> {
  return trainRun(tools, {
    folder,
    resume: false,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...options,
  });
}
