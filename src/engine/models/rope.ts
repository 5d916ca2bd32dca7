// Rotary position embedding: the cosines and sines that the graph is fed. Pure arithmetic.
import type { RopeSettings } from '../checkpoints/architectures/decoderTraits';

export interface RopeTables {
  /** Positions covered. */
  readonly positions: number;
  /** [positions, headDim / 2], row-major. */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Inverse frequencies per pair of dimensions [headDim / 2]: theta^(−2i/d) (Su et al. 2021, arXiv 2104.09864,
 * section 3.2.2), with linear scaling (Chen et al. 2023, arXiv 2306.15595, equation 4) or Llama 3.1's scaling by
 * wavelength, as in Hugging Face's `rope_type` "linear" and "llama3".
 */
function inverseFrequencies({ theta, scaling }: RopeSettings, headDim: number): Float32Array {
  const half = headDim / 2;
  return Float32Array.from({ length: half }, (_, i) => {
    // Float32 at the points where PyTorch has it: the reference is Hugging Face transformers in float32.
    const frequency = Math.fround(1 / Math.fround(theta ** ((2 * i) / headDim)));
    if (scaling === null) return frequency;
    if (scaling.type === 'linear') return frequency / scaling.factor;
    const wavelength = (2 * Math.PI) / frequency;
    const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
    if (wavelength < originalMaxPositions / highFreqFactor) return frequency;
    if (wavelength > originalMaxPositions / lowFreqFactor) return frequency / factor;
    const smooth = (originalMaxPositions / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    return ((1 - smooth) * frequency) / factor + smooth * frequency;
  });
}

/** Tables for positions 0 … positions − 1. */
export function ropeTables(settings: RopeSettings, headDim: number, positions: number): RopeTables {
  const frequencies = inverseFrequencies(settings, headDim);
  const half = frequencies.length;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * (frequencies[i] ?? 0));
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { positions, cos, sin };
}
