// Which function turns which quantised type into float32.
import type { QuantizedTypeName } from '../ggmlTypes';
import { dequantiseQ4K, dequantiseQ5K, dequantiseQ6K } from './kQuants';
import { dequantiseQ4_0, dequantiseQ4_1 } from './q4';
import { dequantiseQ5_0, dequantiseQ5_1 } from './q5';
import { dequantiseQ8_0 } from './q8';

/**
 * Turns `blocks` blocks from the start of `source` into float32 at the start of `target`, bit for bit as ggml's
 * `dequantize_row_*` (ggml-quants.c) does. Every product of a scale and a quant is exact in float32, so that
 * computing in double precision and rounding once, at the store, gives the same bits.
 *
 * @returns 0, or NaN where a block has a scale that is not finite
 */
export type Dequantise = (source: Uint8Array, target: Float32Array, blocks: number) => number;

export const dequantisers: Readonly<Record<QuantizedTypeName, Dequantise>> = {
  Q4_0: dequantiseQ4_0,
  Q4_1: dequantiseQ4_1,
  Q5_0: dequantiseQ5_0,
  Q5_1: dequantiseQ5_1,
  Q8_0: dequantiseQ8_0,
  Q4_K: dequantiseQ4K,
  Q5_K: dequantiseQ5K,
  Q6_K: dequantiseQ6K,
};
