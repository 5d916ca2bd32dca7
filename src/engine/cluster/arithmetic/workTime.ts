// How long training and generating take on GPUs. Operations and bytes are counted; what a GPU reaches of its data sheet is an
// assumption, named here.
import { cacheBytesPerToken, multipliedParameters, parameterCount, type DecoderShape } from './decoderShape';
import type { Gpu } from './gpus';
import type { TrainingKind } from './trainingMemory';

/** Of the data sheet's operations in training and of prompts. Llama 2's GPU hours come to 0.41 to 0.44 (arXiv 2307.09288, table 2). */
export const mfu = 0.4;
/** Of the data sheet's bandwidth while tokens are generated. */
export const bandwidthReached = 0.6;

/** Operations per token: a product and a sum per weight and direction (arXiv 2001.08361 §2.1, C ≈ 6N). */
export const operations = {
  forward: 2,
  /** Forward, gradients of activations, gradients of weights, and each layer's forward once more. */
  full: 8,
  /** Without gradients of the frozen weights. */
  lora: 6,
  qlora: 6,
} as const satisfies Readonly<Record<'forward' | TrainingKind, number>>;

export interface GpuPool {
  readonly gpu: Gpu;
  readonly count: number;
}

/** Seconds to put so many tokens through training. */
export function trainingSeconds(
  shape: DecoderShape,
  kind: TrainingKind,
  tokens: number,
  { gpu, count }: GpuPool,
): number {
  return (operations[kind] * multipliedParameters(shape) * tokens) / (gpu.flops * mfu * count);
}

export interface Answers {
  readonly count: number;
  /** Tokens of each, as everything here. */
  readonly promptLength: number;
  readonly answerLength: number;
  /** Answers under way on a GPU. */
  readonly batch: number;
}

/**
 * Seconds to read prompts and write answers. A token of a batch takes what is longer: its operations, or reading the weights
 * once and every row's keys and values, which are half written on average.
 */
export function generationSeconds(shape: DecoderShape, answers: Answers, { gpu, count }: GpuPool): number {
  const { promptLength, answerLength, batch } = answers;
  const weights = multipliedParameters(shape);
  const reading = (operations.forward * weights * answers.count * promptLength) / (gpu.flops * mfu * count);
  const length = promptLength + answerLength / 2;
  const bytes = 2 * parameterCount(shape) + batch * length * cacheBytesPerToken(shape);
  const step = Math.max(
    (operations.forward * weights * batch) / (gpu.flops * mfu),
    bytes / (gpu.bandwidth * bandwidthReached),
  );
  const steps = (Math.ceil(answers.count / batch) * answerLength) / count;
  return reading + step * steps;
}

/** Seconds of a step of GRPO: completions are generated, scored by policy and reference, and trained on once. */
export function grpoStepSeconds(
  shape: DecoderShape,
  kind: TrainingKind,
  answers: Answers,
  pool: GpuPool,
): number {
  const tokens = answers.count * (answers.promptLength + answers.answerLength);
  const scoring =
    (2 * operations.forward * multipliedParameters(shape) * tokens) / (pool.gpu.flops * mfu * pool.count);
  return generationSeconds(shape, answers, pool) + scoring + trainingSeconds(shape, kind, tokens, pool);
}
