// How long answering takes, before anything is loaded: the arithmetic of the answers over what products reach on this machine.
// Knows sizes and settings, no weights.
import type { TimeBasis, TimeRange } from '../../protocol/forecast';
import { matrixParameters } from './limits';
import type { PrecisionSizes, WeightSize } from './precisionSizes';

/** What answers to be generated are made of. */
export interface AnswersAhead {
  /** Of each subject that runs here: whose weights, and how many. */
  readonly answers: readonly { readonly sizes: PrecisionSizes; readonly count: number }[];
  /** Tokens per answer, at most. */
  readonly maxNewTokens: number;
}

/** Floating-point operations per second of products at the batch's size. */
export interface ProductRates {
  readonly float32: number;
  /** With blocks, per digit. */
  readonly blocks: number;
}

/** Of the limit: what answers take at least, on the whole. */
const leastShare = 1 / 4;
/** Of a prompt that is computed beside an answer, where it is long. */
const promptTokens = 64;
/**
 * Products' share of the whole, from small models in small batches to large ones (SmolLM2-135M at a batch of 32: about 0.4;
 * attention, sampling and the cache are the rest).
 */
const productShare = { least: 1 / 3, most: 0.9 };

/** Seconds for all answers. @param sizeOf a subject's weights in the precision that is asked for */
export function timeOf(
  { answers, maxNewTokens }: AnswersAhead,
  rates: ProductRates,
  sizeOf: (sizes: PrecisionSizes) => WeightSize | undefined,
): TimeRange {
  const seconds = answers.reduce((sum, { sizes, count }) => {
    const size = sizeOf(sizes);
    return size === undefined ? sum : sum + count * tokenSeconds(sizes, size, rates);
  }, 0);
  return {
    low: (seconds * leastShare * maxNewTokens) / productShare.most,
    high: (seconds * (maxNewTokens + promptTokens)) / productShare.least,
  };
}

/** Of the products of one token. */
function tokenSeconds(
  { config }: PrecisionSizes,
  { floats, digits, numbers }: WeightSize,
  rates: ProductRates,
): number {
  // A table of embeddings that is no head is looked up, not multiplied.
  const multiplied = matrixParameters(config) / numbers;
  return 2 * multiplied * (floats / rates.float32 + digits / rates.blocks);
}

export function basisOf({ answers, maxNewTokens }: AnswersAhead, batch: number, rate: number): TimeBasis {
  return {
    answers: answers.reduce((sum, { count }) => sum + count, 0),
    leastTokens: Math.round(leastShare * maxNewTokens),
    mostTokens: maxNewTokens,
    batch,
    rate,
  };
}
