// What llama.cpp stores as rope_freqs.weight, turned back into the parameters of llama3 rope scaling.
import { GuardrailError } from '../../../protocol/errors';
import type { RopeScaling } from '../architectures/decoderTraits';

type Llama3Scaling = Extract<RopeScaling, { type: 'llama3' }>;

/** Relative; the stored factors are float32. */
const tolerance = 1e-4;

/**
 * @param divisors [headDim / 2]: each pair's frequency is divided by its entry
 * @returns scaling parameters that give these divisors; null where all are 1
 * @throws GuardrailError checkpointUnsupported where no llama3 scaling gives them
 */
export function scalingFromDivisors(
  divisors: Float32Array,
  headDim: number,
  ropeTheta: number,
): RopeScaling | null {
  const factor = divisors.at(-1) ?? 1;
  if (divisors.every((divisor) => close(divisor, 1))) return null;
  if (divisors.every((divisor) => close(divisor, factor))) return { type: 'linear', factor };
  const frequencies = Float64Array.from(divisors, (_, i) => ropeTheta ** ((-2 * i) / headDim));
  for (const candidate of [publishedScaling(factor), fittedScaling(divisors, frequencies, factor)]) {
    if (candidate === null) continue;
    const expected = llama3Divisors(frequencies, candidate);
    if (divisors.every((divisor, i) => close(divisor, expected[i] ?? NaN))) return candidate;
  }
  throw new GuardrailError(
    'checkpointUnsupported',
    'The GGUF file has rope frequencies (rope_freqs.weight) that follow no llama3 or linear scaling.',
    'Use the Hugging Face folder of this model, if its rope scaling is supported.',
  );
}

/** What every public Llama 3.1 to 3.3 has, the factor aside. */
function publishedScaling(factor: number): Llama3Scaling {
  return { type: 'llama3', factor, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositions: 8192 };
}

/**
 * In between, 1/divisor = (1 − s)/factor + s with s linear in the frequency, so two points give the line. Only two of
 * the three parameters can be determined: the low factor is set to 1.
 */
function fittedScaling(
  divisors: Float32Array,
  frequencies: Float64Array,
  factor: number,
): Llama3Scaling | null {
  const points = [...divisors].flatMap((divisor, i) =>
    close(divisor, 1) || close(divisor, factor)
      ? []
      : [{ frequency: frequencies[i] ?? 0, s: (1 / divisor - 1 / factor) / (1 - 1 / factor) }],
  );
  const first = points.at(0);
  const last = points.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const slope = (first.s - last.s) / (first.frequency - last.frequency);
  const intercept = first.s - slope * first.frequency;
  // s = (original · frequency / 2π − low) / (high − low), with low = 1.
  const range = -1 / intercept;
  const originalMaxPositions = Math.round(2 * Math.PI * slope * range);
  if (!(range > 0) || !(originalMaxPositions > 0)) return null;
  return { type: 'llama3', factor, lowFreqFactor: 1, highFreqFactor: 1 + range, originalMaxPositions };
}

/** Hugging Face's `_compute_llama3_parameters`, as divisors of the frequencies. */
function llama3Divisors(frequencies: Float64Array, scaling: Llama3Scaling): Float64Array {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  return frequencies.map((frequency) => {
    const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
    if (turns > highFreqFactor) return 1;
    if (turns < lowFreqFactor) return factor;
    const smooth = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.abs(b);
}
