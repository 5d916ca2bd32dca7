// How far a gradient is from a golden that keeps some of its elements, too. Support for tests.
import { gradientDeviation } from './gradientDeviation';

/** As gradientSummary.py keeps it. */
export interface GoldenGradient {
  readonly norm: number;
  readonly products: readonly number[];
  readonly stride: number;
  readonly elements: readonly number[];
}

/** The largest deviation, relative to the gradient's norm. */
export function deviation(gradient: Float32Array, expected: GoldenGradient): number {
  const elements = expected.elements.map((x, i) => Math.abs(x - (gradient[i * expected.stride] ?? NaN)));
  return Math.max(gradientDeviation(gradient, expected), Math.max(...elements) / expected.norm);
}
