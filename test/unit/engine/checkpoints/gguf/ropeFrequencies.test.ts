import { describe, expect, it } from 'vitest';
import { scalingFromDivisors } from '../../../../../src/engine/checkpoints/gguf/ropeFrequencies';

/** transformers' `_compute_llama3_parameters`, written from its wavelengths. */
function divisors(
  headDim: number,
  theta: number,
  [factor, low, high, original]: readonly [number, number, number, number],
): Float32Array {
  return Float32Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headDim);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

describe('rope_freqs.weight', () => {
  it('finds the parameters that Llama 3.1 and 3.2 publish', () => {
    for (const factor of [8, 32]) {
      expect(scalingFromDivisors(divisors(128, 500000, [factor, 1, 4, 8192]), 128, 500000)).toEqual({
        type: 'llama3',
        factor,
        lowFreqFactor: 1,
        highFreqFactor: 4,
        originalMaxPositions: 8192,
      });
    }
  });

  it('finds parameters that give the same divisors where others were used', () => {
    const given = divisors(64, 10000, [4, 2, 32, 128]);
    const scaling = scalingFromDivisors(given, 64, 10000);
    if (scaling?.type !== 'llama3') throw new Error('not llama3');
    const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
    const again = divisors(64, 10000, [factor, lowFreqFactor, highFreqFactor, originalMaxPositions]);
    for (const [i, value] of again.entries()) expect(value).toBeCloseTo(given[i] ?? NaN, 4);
    // Of (low 2, high 32, original 128) only the ratios can be seen.
    expect(originalMaxPositions).toBe(64);
    expect(highFreqFactor).toBeCloseTo(16, 3);
  });

  it('reads no scaling and linear scaling', () => {
    expect(scalingFromDivisors(new Float32Array(8).fill(1), 16, 10000)).toBeNull();
    expect(scalingFromDivisors(new Float32Array(8).fill(4), 16, 10000)).toEqual({
      type: 'linear',
      factor: 4,
    });
  });

  it('refuses what is neither', () => {
    const odd = Float32Array.from([1, 3, 1, 5, 2, 7, 1, 9]);
    expect(() => scalingFromDivisors(odd, 16, 10000)).toThrow(
      expect.objectContaining({ code: 'checkpointUnsupported' }) as Error,
    );
  });
});
