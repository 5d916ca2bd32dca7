// What *Train Checkpoint…* writes: an algorithm's usual settings, spelled out where a user is likely to change them.
import type { AlgorithmId } from '../../../protocol/training';
import { makesRewardModel, type Algorithm } from '../algorithms/algorithm';
import { algorithms } from '../algorithms/algorithms';
import { groupShapes } from '../algorithms/runDefaults';

export interface PresetSources {
  readonly model: string;
  /** A dataset; null: generated arithmetic (sft: likewise, learning from its answers). */
  readonly data: string | null;
  /** With Parameter EMA, a lower learning rate and larger batches (arXiv 2508.12531). For offline algorithms. */
  readonly safeguarded?: boolean;
}

/** The text of a `*.train.json`. */
export function presetText(algorithm: AlgorithmId, sources: PresetSources): string {
  const json = {
    model: sources.model,
    algorithm,
    seed: 42,
    data: sources.data === null ? arithmetic : { type: 'file', path: sources.data },
    ...methodPreset(algorithms[algorithm], sources),
    lora: { r: 16, lora_alpha: 32 },
    ...(makesRewardModel(algorithms[algorithm])
      ? {}
      : { probe: { steps: 20, suites: ['built-in'], limit: 10 } }),
    save: { steps: 20, total_limit: 3 },
    ...(sources.safeguarded === true ? safeguarded : {}),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function methodPreset(algorithm: Algorithm, { data }: PresetSources): object {
  if (algorithm.kind === 'offline') {
    return {
      num_train_epochs: 1,
      learning_rate: 2e-4,
      per_device_train_batch_size: 16,
      max_length: 512,
      ...algorithm.preset,
    };
  }
  return {
    rewards: [{ verifier: 'number' }],
    max_steps: 200,
    learning_rate: 5e-5,
    num_generations: groupShapes[algorithm.comparesWithin].generations,
    generation_batch_size: 64,
    max_completion_length: data === null ? 64 : 256,
    temperature: 1,
    ...algorithm.preset,
    eval: { steps: 20, num_prompts: 100 },
    limits: { zero_std_steps: 20 },
  };
}

/** A quarter of the usual learning rate, and batches four times as large: fewer and steadier steps. */
const safeguarded = {
  learning_rate: 5e-5,
  gradient_accumulation_steps: 4,
  safeguards: [{ id: 'parameter-ema', decay: 0.9 }],
} as const;

const arithmetic = {
  type: 'arithmetic',
  digits: 2,
  operators: ['+', '-'],
  size: 2000,
  test_size: 200,
} as const;
