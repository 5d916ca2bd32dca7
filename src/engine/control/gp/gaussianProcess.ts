// A Gaussian process of one output with a squared-exponential kernel, a length scale per input, and noise.
import { cholesky, inverseFrom } from './smallMatrix';

/** Natural logarithms: a length scale per input, then the signal's and the noise's standard deviation. */
export type LogHyperparameters = Float64Array;

export interface GaussianProcess {
  /** [n, inputs]. */
  readonly x: Float64Array;
  readonly n: number;
  readonly inputs: number;
  /** 1 / ℓ², [inputs]. */
  readonly precision: Float64Array;
  readonly signalVariance: number;
  /** K⁻¹·y, [n]. */
  readonly weights: Float64Array;
  /** (K + σ²I)⁻¹, [n, n]. */
  readonly inverse: Float64Array;
}

/** @throws RangeError where the kernel matrix is not positive definite, which noise prevents */
export function gaussianProcess(
  x: Float64Array,
  y: Float64Array,
  theta: LogHyperparameters,
): GaussianProcess {
  const n = y.length;
  const inputs = x.length / n;
  const fitted = factorised(x, y, theta);
  if (fitted === null) throw new RangeError('The kernel matrix is not positive definite.');
  return {
    ...{ x, n, inputs, weights: fitted.weights, inverse: fitted.inverse },
    precision: Float64Array.from({ length: inputs }, (_, d) => Math.exp(-2 * (theta[d] ?? 0))),
    signalVariance: Math.exp(2 * (theta[inputs] ?? 0)),
  };
}

/** Mean and variance of the function (without noise) at a point. */
export function predictAt(
  { x, n, inputs, precision, signalVariance, weights, inverse }: GaussianProcess,
  point: ArrayLike<number>,
): { readonly mean: number; readonly variance: number } {
  const k = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let distance = 0;
    for (let d = 0; d < inputs; d++) {
      const difference = (x[i * inputs + d] ?? 0) - (point[d] ?? 0);
      distance += difference * difference * (precision[d] ?? 0);
    }
    k[i] = signalVariance * Math.exp(-0.5 * distance);
  }
  let mean = 0;
  let explained = 0;
  for (let i = 0; i < n; i++) {
    mean += (k[i] ?? 0) * (weights[i] ?? 0);
    for (let j = 0; j < n; j++) explained += (k[i] ?? 0) * (inverse[i * n + j] ?? 0) * (k[j] ?? 0);
  }
  return { mean, variance: Math.max(0, signalVariance - explained) };
}

/**
 * log p(y | X, θ) and its gradient by θ (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eqs. 2.30 and 5.9);
 * null where K is not positive definite.
 */
export function logEvidence(
  x: Float64Array,
  y: Float64Array,
  theta: LogHyperparameters,
): { readonly value: number; readonly gradient: Float64Array } | null {
  const n = y.length;
  const inputs = x.length / n;
  const fitted = factorised(x, y, theta);
  if (fitted === null) return null;
  const { kernel, lower, inverse, weights } = fitted;
  let value = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++)
    value -= 0.5 * (y[i] ?? 0) * (weights[i] ?? 0) + Math.log(lower[i * n + i] ?? 1);
  const gradient = new Float64Array(theta.length);
  const noise = Math.exp(2 * (theta[inputs + 1] ?? 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const slope = 0.5 * ((weights[i] ?? 0) * (weights[j] ?? 0) - (inverse[i * n + j] ?? 0));
      const k = kernel[i * n + j] ?? 0;
      for (let d = 0; d < inputs; d++) {
        const difference = (x[i * inputs + d] ?? 0) - (x[j * inputs + d] ?? 0);
        const scaled = difference * difference * Math.exp(-2 * (theta[d] ?? 0));
        gradient[d] = (gradient[d] ?? 0) + slope * k * scaled;
      }
      gradient[inputs] = (gradient[inputs] ?? 0) + slope * 2 * k;
      if (i === j) gradient[inputs + 1] = (gradient[inputs + 1] ?? 0) + slope * 2 * noise;
    }
  }
  return { value, gradient };
}

const fitSteps = 120;
const fitRate = 0.1;
/** The noise's standard deviation is at least this part of the signal's at the start, so that K stays well conditioned. */
const leastLogNoise = Math.log(2e-3);

/** θ by Adam's ascent of the evidence from length scales and signal of 1, for inputs and outputs of that size. */
export function fitHyperparameters(x: Float64Array, y: Float64Array): LogHyperparameters {
  const inputs = x.length / y.length;
  const theta = new Float64Array(inputs + 2);
  theta[inputs + 1] = Math.log(0.1);
  const first = new Float64Array(theta.length);
  const second = new Float64Array(theta.length);
  for (let step = 1; step <= fitSteps; step++) {
    const evidence = logEvidence(x, y, theta);
    if (evidence === null) break;
    for (let i = 0; i < theta.length; i++) {
      const g = evidence.gradient[i] ?? 0;
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * g;
      second[i] = 0.99 * (second[i] ?? 0) + 0.01 * g * g;
      const move =
        (first[i] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[i] ?? 0) / (1 - 0.99 ** step)) + 1e-8);
      theta[i] = (theta[i] ?? 0) + fitRate * move;
    }
    theta[inputs + 1] = Math.max(leastLogNoise, theta[inputs + 1] ?? 0);
  }
  return theta;
}

function factorised(x: Float64Array, y: Float64Array, theta: LogHyperparameters) {
  const n = y.length;
  const inputs = x.length / n;
  const signal = Math.exp(2 * (theta[inputs] ?? 0));
  const noise = Math.exp(2 * (theta[inputs + 1] ?? 0));
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let distance = 0;
      for (let d = 0; d < inputs; d++) {
        const difference = ((x[i * inputs + d] ?? 0) - (x[j * inputs + d] ?? 0)) / Math.exp(theta[d] ?? 0);
        distance += difference * difference;
      }
      const k = signal * Math.exp(-0.5 * distance);
      kernel[i * n + j] = k;
      kernel[j * n + i] = k;
    }
  }
  const noisy = kernel.slice();
  for (let i = 0; i < n; i++) noisy[i * n + i] = (noisy[i * n + i] ?? 0) + noise;
  const lower = cholesky(noisy, n);
  if (lower === null) return null;
  const inverse = inverseFrom(lower, n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) weights[i] = (weights[i] ?? 0) + (inverse[i * n + j] ?? 0) * (y[j] ?? 0);
  }
  return { kernel, lower, inverse, weights };
}
