// How much is done at once: tokens of a forward pass, rows in flight. Pure functions of model, settings and machine.
import { totalmem } from 'node:os';
import type { ModelConfig } from '../checkpoints/checkpoint';
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

/** Bytes that keys and values may take: a quarter of the machine's memory. */
export function cacheBudget(): number {
  return Math.min(16 * 2 ** 30, Math.max(2 ** 28, totalmem() / 4));
}

/** Rows whose caches of `capacity` positions fit the budget; at least one. */
export function rowsWithin(config: ModelConfig, capacity: number, budget = cacheBudget()): number {
  return Math.max(1, Math.floor(budget / cacheBytes(config, Math.max(1, capacity))));
}
