// Rotary position embedding: the cosines and sines that the graph is fed. Pure arithmetic.
import type { RopeScaling, RopeSettings } from '../checkpoints/architectures/decoderTraits';

export interface RopeTables {
  /** Positions covered. */
  readonly positions: number;
  /** [positions, dim / 2], row-major. */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Inverse frequencies per pair of dimensions [dim / 2]: theta^(−2i/d) (Su et al. 2021, arXiv 2104.09864, section 3.2.2),
 * with linear scaling (Chen et al. 2023, arXiv 2306.15595, equation 4), Llama 3.1's scaling by wavelength, YaRN or
 * LongRoPE, as in Hugging Face's `rope_type`.
 */
function inverseFrequencies({ theta, scaling }: RopeSettings, dim: number): Float32Array {
  const share = scaling?.type === 'yarn' ? yarnShares(scaling, theta, dim) : null;
  return Float32Array.from({ length: dim / 2 }, (_, i) => {
    // Float32 at the points where PyTorch has it: the reference is Hugging Face transformers in float32.
    const power = Math.fround(theta ** ((2 * i) / dim));
    const frequency = Math.fround(1 / power);
    switch (scaling?.type) {
      case undefined:
        return frequency;
      case 'linear':
        return frequency / scaling.factor;
      case 'llama3':
        return llama3Frequency(scaling, frequency);
      case 'longrope':
        return 1 / Math.fround(Math.fround(scaling.divisors[i] ?? 1) * power);
      case 'yarn': {
        const kept = share?.[i] ?? 1;
        return (frequency / scaling.factor) * (1 - kept) + frequency * kept;
      }
    }
  });
}

type Scaling<T> = Extract<RopeScaling, { type: T }>;

function llama3Frequency(scaling: Scaling<'llama3'>, frequency: number): number {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < originalMaxPositions / highFreqFactor) return frequency;
  if (wavelength > originalMaxPositions / lowFreqFactor) return frequency / factor;
  const smooth = (originalMaxPositions / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}

/**
 * How much of each frequency stays as it is, from 1 (more than betaFast turns within the original positions) down to 0
 * (fewer than betaSlow): Peng et al. 2023, arXiv 2309.00071, section 3.2.
 */
function yarnShares(scaling: Scaling<'yarn'>, theta: number, dim: number): number[] {
  const { originalMaxPositions, betaFast, betaSlow, truncate } = scaling;
  const pairOf = (turns: number): number =>
    (dim * Math.log(originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [pairOf(betaFast), pairOf(betaSlow)];
  const low = Math.max(truncate ? Math.floor(first) : first, 0);
  const stated = Math.min(truncate ? Math.ceil(last) : last, dim - 1);
  const high = stated === low ? low + 0.001 : stated;
  return Array.from({ length: dim / 2 }, (_, i) => 1 - Math.min(1, Math.max(0, (i - low) / (high - low))));
}

/** Tables for positions 0 … positions − 1. @param dim dimensions of a head that are turned */
export function ropeTables(settings: RopeSettings, dim: number, positions: number): RopeTables {
  const frequencies = inverseFrequencies(settings, dim);
  const { scaling } = settings;
  const factor = scaling !== null && 'attentionFactor' in scaling ? scaling.attentionFactor : 1;
  const half = frequencies.length;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * (frequencies[i] ?? 0));
      cos[position * half + i] = factor * Math.fround(Math.cos(angle));
      sin[position * half + i] = factor * Math.fround(Math.sin(angle));
    }
  }
  return { positions, cos, sin };
}
