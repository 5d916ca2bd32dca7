// How much is done at once: tokens of a forward pass, rows in flight. Pure functions of model, settings and machine.
import { totalmem } from 'node:os';
import type { ModelConfig, OpenCheckpoint } from '../checkpoints/checkpoint';
import { cacheBytes } from './kvCache';

/** Weights of the decoder's matrices; norms and biases don't count here. */
export function matrixParameters(config: ModelConfig): number {
  const { layers, hiddenSize, intermediateSize, heads, kvHeads, headDim, vocabSize } = config;
  const attention = hiddenSize * headDim * (2 * heads + 2 * kvHeads);
  return layers * (attention + 3 * hiddenSize * intermediateSize) + vocabSize * hiddenSize;
}

/**
 * Positions of one pass over a prompt: about a third of a second of arithmetic on a small machine (2 operations per
 * parameter and token, 300 GFLOP/s), since a pass cannot be cancelled.
 */
export function passTokens(config: ModelConfig): number {
  return Math.min(4096, Math.max(32, Math.floor(1e11 / (2 * matrixParameters(config)))));
}

/** Positions of one row in one pass, so that the attention scores stay below 256 MB. */
export function chunkTokens(config: ModelConfig, contextSoFar: number): number {
  const limit = 2 ** 28 / (4 * config.heads);
  const bySize = Math.floor((Math.sqrt(contextSoFar ** 2 + 4 * limit) - contextSoFar) / 2);
  return Math.max(16, Math.min(passTokens(config), bySize));
}

/** Positions whose logits, float32 [positions, vocabulary], are kept at a time: 256 MB of them. */
export function scoredPositions(config: ModelConfig): number {
  return Math.max(1, Math.floor(2 ** 28 / (4 * config.vocabSize)));
}

/** Float32 copies that the runtime makes of half-precision weights, and its own workspace, on top of the file. */
const workspace = 1.3;
/** The runtime packs blocks anew, one matrix at a time (`bench load`: 1.05 for 2.6 GB). */
const workspaceOfBlocks = 1.1;

/** What the weights take in memory, bytes: they are computed with in float32, or in blocks. */
export function weightBytes(checkpoint: Pick<OpenCheckpoint, 'tensors' | 'blocks'>): number {
  let parameters = 0;
  for (const tensor of checkpoint.tensors.values()) {
    parameters += tensor.shape.reduce((product, size) => product * size, 1);
  }
  let inBlocks = 0;
  for (const { quants, scales, offsetValues } of checkpoint.blocks?.values() ?? []) {
    inBlocks += quants.byteLength + scales.byteLength + (offsetValues?.byteLength ?? 0);
  }
  return memoryBytes(parameters, inBlocks);
}

/** What so many float32 numbers and bytes of blocks take once they are loaded. */
export function memoryBytes(floats: number, inBlocks: number): number {
  return 4 * floats * workspace + inBlocks * workspaceOfBlocks;
}

/** What the same weights would take if all of them were float32, bytes. */
export function exactWeightBytes({ tensors, blocks }: Pick<OpenCheckpoint, 'tensors' | 'blocks'>): number {
  const shapes = [...tensors.values(), ...(blocks?.values() ?? [])].map(({ shape }) => shape);
  const parameters = shapes.reduce(
    (sum, shape) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  return memoryBytes(parameters, 0);
}

/**
 * Bytes that keys and values may take: a quarter of the machine's memory, or of the user's limit (bytes; null: none);
 * under a limit at most half of what the weights leave, since a cache that grows is there twice for a moment.
 * Depends on nothing that changes during a run, so that a fixed batch keeps its size when a run is resumed.
 */
export function cacheBudget(memoryLimit: number | null, weights: number): number {
  if (memoryLimit === null) return Math.min(16 * 2 ** 30, Math.max(2 ** 28, totalmem() / 4));
  return Math.max(0, Math.min(16 * 2 ** 30, memoryLimit / 4, (memoryLimit - weights) / 2));
}

/** Rows whose caches of `capacity` positions fit the budget (bytes); at least one. */
export function rowsWithin(config: ModelConfig, capacity: number, budget: number): number {
  return Math.max(1, Math.floor(budget / cacheBytes(config, Math.max(1, capacity))));
}
