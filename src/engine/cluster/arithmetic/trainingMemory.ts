// What training keeps on a GPU. Sums of what has to be there; allocators, libraries and fragments come on top.
import { cacheBytesPerToken, loraParameters, parameterCount, type DecoderShape } from './decoderShape';

export const trainingKinds = ['full', 'lora', 'qlora'] as const;
export type TrainingKind = (typeof trainingKinds)[number];

export interface TrainingMemoryOptions {
  readonly kind: TrainingKind;
  /** Of LoRA and QLoRA. */
  readonly rank: number;
  /** Over which weights, gradients and optimiser states are shared out (ZeRO stage 3, FSDP). */
  readonly gpus: number;
  /** That go through the model at once on a GPU: sequences times their length. */
  readonly microBatchTokens: number;
  /** A frozen copy for the KL penalty. LoRA has it without its adapter. */
  readonly reference: boolean;
}

export interface TrainingMemory {
  /** Bytes per GPU, as everything here. */
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two moments and the float32 weights. */
  readonly optimizer: number;
  readonly reference: number;
  /** Between layers, since each layer is computed again; of the one that is; and the logits. */
  readonly activations: number;
  readonly total: number;
}

/** Bytes per weight in 16 bits. */
const half = 2;
/** AdamW in mixed precision: float32 weights and two moments (ZeRO, arXiv 1910.02054 §3.1: K = 12). */
const adam = 12;
/** NF4 with double quantisation: 4 bits and 0.127 bits of constants (QLoRA, arXiv 2305.14314 §3). */
const nf4 = 4.127 / 8;

/**
 * - weights, gradients, optimiser: 2Ψ + 2Ψ + 12Ψ bytes of Ψ trained weights (ZeRO §3.1), shared out over all GPUs; frozen ones
 *   2Ψ, as NF4 0.516Ψ with embedding and head in 16 bits
 * - activations: 2sbh per layer kept, 34sbh in the layer that is computed again (arXiv 2205.05198 §4.1 without the 5as²b of
 *   scores, which fused attention does not keep), and logits in 16 and 32 bits with their gradient
 */
export function trainingMemory(shape: DecoderShape, options: TrainingMemoryOptions): TrainingMemory {
  const { kind, rank, gpus, microBatchTokens: tokens } = options;
  const all = parameterCount(shape);
  const trained = kind === 'full' ? all : loraParameters(shape, rank);
  const frozen = kind === 'full' ? 0 : frozenBytes(shape, kind);
  const states = trainedStates(trained, gpus);
  const weights = frozen / gpus + states.weights;
  const { gradients, optimizer } = states;
  const reference = options.reference && kind === 'full' ? (half * all) / gpus : 0;
  const between = half * shape.layers * tokens * shape.hiddenSize;
  const inside = 34 * tokens * shape.hiddenSize;
  const logits = (half + 4 + 4) * tokens * shape.vocabSize;
  const activations = between + inside + logits;
  const total = weights + gradients + optimizer + reference + activations;
  return { weights, gradients, optimizer, reference, activations, total };
}

/** Bytes per GPU of so many trained weights, shared out over all. */
export function trainedStates(
  trained: number,
  count: number,
): Pick<TrainingMemory, 'weights' | 'gradients' | 'optimizer'> {
  return {
    weights: (half * trained) / count,
    gradients: (half * trained) / count,
    optimizer: (adam * trained) / count,
  };
}

/** Bytes of the weights and the keys and values of so many tokens under way, for generation in 16 bits on so many GPUs. */
export function generationMemory(
  shape: DecoderShape,
  { gpus, tokens }: { readonly gpus: number; readonly tokens: number },
): number {
  return (half * parameterCount(shape) + tokens * cacheBytesPerToken(shape)) / gpus;
}

function frozenBytes(shape: DecoderShape, kind: Exclude<TrainingKind, 'full'>): number {
  const all = parameterCount(shape);
  if (kind === 'lora') return half * all;
  const outside = (shape.tied ? 1 : 2) * shape.vocabSize * shape.hiddenSize;
  return half * outside + nf4 * (all - outside);
}
