// Which function turns which quantised type into float32.
import { ggmlBlocks, type QuantizedTypeName } from '../ggmlTypes';
import { unpackIq2S, unpackIq2Xs, unpackIq2Xxs, unpackIq3S, unpackIq3Xxs } from '../unpackGrids';
import { unpackIq4Nl, unpackIq4Xs } from '../unpackIq4';
import { unpackQ2K, unpackQ3K } from '../unpackSmallK';
import type { Unpack } from '../unpacked';
import { fromLevels } from './fromLevels';
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
  Q2_K: levels('Q2_K', 16, unpackQ2K),
  Q3_K: levels('Q3_K', 16, unpackQ3K),
  IQ4_NL: levels('IQ4_NL', 1, unpackIq4Nl),
  IQ4_XS: levels('IQ4_XS', 8, unpackIq4Xs),
  IQ2_XXS: levels('IQ2_XXS', 8, unpackIq2Xxs),
  IQ2_XS: levels('IQ2_XS', 16, unpackIq2Xs),
  IQ2_S: levels('IQ2_S', 16, unpackIq2S),
  IQ3_XXS: levels('IQ3_XXS', 8, unpackIq3Xxs),
  IQ3_S: levels('IQ3_S', 8, unpackIq3S),
};

function levels(name: QuantizedTypeName, parts: number, unpack: Unpack): Dequantise {
  return fromLevels(unpack, { ...ggmlBlocks(name), parts });
}
