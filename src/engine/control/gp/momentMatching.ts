// The mean and covariance of several Gaussian processes where their input is itself normal.
import { predictAt, type GaussianProcess } from './gaussianProcess';
import { solve } from './smallMatrix';

export interface Gaussian {
  readonly mean: Float64Array;
  /** Row-major [size, size]. */
  readonly covariance: Float64Array;
}

export interface MatchedMoments extends Gaussian {
  /** cov(input, output), [inputs, outputs]. */
  readonly cross: Float64Array;
}

/**
 * Deisenroth & Rasmussen (2011), PILCO, eqs. 14–22: of f(x) for independent processes that share their inputs' points, x normal, in
 * closed form. `mean` and `covariance` are those of the functions' values, without noise. An input without spread gives plain
 * predictions.
 */
export function matchMoments(processes: readonly GaussianProcess[], input: Gaussian): MatchedMoments {
  const outputs = processes.length;
  const inputs = input.mean.length;
  const mean = new Float64Array(outputs);
  const covariance = new Float64Array(outputs * outputs);
  const cross = new Float64Array(inputs * outputs);
  if (input.covariance.every((value) => value === 0)) {
    for (const [a, process] of processes.entries()) {
      const predicted = predictAt(process, input.mean);
      mean[a] = predicted.mean;
      covariance[a * outputs + a] = predicted.variance;
    }
    return { mean, covariance, cross };
  }
  const centred = processes.map((process) => centredOf(process, input.mean));
  for (const [a, process] of processes.entries()) {
    const { q, along } = expectedKernel(process, centred[a] ?? new Float64Array(), input.covariance);
    for (let i = 0; i < process.n; i++) {
      const weight = (process.weights[i] ?? 0) * (q[i] ?? 0);
      mean[a] = (mean[a] ?? 0) + weight;
      for (let d = 0; d < inputs; d++) {
        cross[d * outputs + a] = (cross[d * outputs + a] ?? 0) + weight * (along[i * inputs + d] ?? 0);
      }
    }
  }
  for (const [a, one] of processes.entries()) {
    for (let b = 0; b <= a; b++) {
      const other = processes[b];
      if (other === undefined) continue;
      const value =
        expectedProduct(
          one,
          other,
          centred[a] ?? new Float64Array(),
          centred[b] ?? new Float64Array(),
          input,
          a === b,
        ) -
        (mean[a] ?? 0) * (mean[b] ?? 0);
      covariance[a * outputs + b] = a === b ? Math.max(0, value) : value;
      covariance[b * outputs + a] = covariance[a * outputs + b] ?? 0;
    }
  }
  return { mean, covariance, cross };
}

/** xᵢ − μ, [n, inputs]. */
function centredOf({ x, inputs }: GaussianProcess, mean: Float64Array): Float64Array {
  return x.map((value, i) => value - (mean[i % inputs] ?? 0));
}

/** qᵢ = E k(xᵢ, x), and Σ(Σ + Λ)⁻¹(xᵢ − μ), [n, inputs]. */
function expectedKernel(
  { n, inputs, precision, signalVariance }: GaussianProcess,
  centred: Float64Array,
  covariance: Float64Array,
): { readonly q: Float64Array; readonly along: Float64Array } {
  const spread = covariance.slice();
  let volume = 1;
  for (let d = 0; d < inputs; d++) {
    spread[d * inputs + d] = (spread[d * inputs + d] ?? 0) + 1 / (precision[d] ?? 1);
    volume *= 1 / (precision[d] ?? 1);
  }
  const identity = new Float64Array(inputs * inputs);
  for (let d = 0; d < inputs; d++) identity[d * inputs + d] = 1;
  const { x: inverse, determinant } = solve(spread, identity, inputs);
  const scale = signalVariance / Math.sqrt(determinant / volume);
  const q = new Float64Array(n);
  const along = new Float64Array(n * inputs);
  const moved = new Float64Array(inputs);
  for (let i = 0; i < n; i++) {
    let exponent = 0;
    for (let d = 0; d < inputs; d++) {
      let sum = 0;
      for (let e = 0; e < inputs; e++) sum += (inverse[d * inputs + e] ?? 0) * (centred[i * inputs + e] ?? 0);
      moved[d] = sum;
      exponent += sum * (centred[i * inputs + d] ?? 0);
    }
    q[i] = scale * Math.exp(-0.5 * exponent);
    for (let d = 0; d < inputs; d++) {
      let sum = 0;
      for (let e = 0; e < inputs; e++) sum += (covariance[d * inputs + e] ?? 0) * (moved[e] ?? 0);
      along[i * inputs + d] = sum;
    }
  }
  return { q, along };
}

/** E[f_a(x)·f_b(x)]; of a process with itself, its own uncertainty included. */
function expectedProduct(
  one: GaussianProcess,
  other: GaussianProcess,
  centredOne: Float64Array,
  centredOther: Float64Array,
  { covariance }: Gaussian,
  isSame: boolean,
): number {
  const { n, inputs } = one;
  const r = new Float64Array(inputs * inputs);
  for (let d = 0; d < inputs; d++) {
    for (let e = 0; e < inputs; e++) {
      const sum = (one.precision[e] ?? 0) + (other.precision[e] ?? 0);
      r[d * inputs + e] = (covariance[d * inputs + e] ?? 0) * sum + (d === e ? 1 : 0);
    }
  }
  const { x: t, determinant } = solve(r, covariance, inputs);
  const scale = 1 / Math.sqrt(determinant);
  const left = halfExponents(one, centredOne, t);
  const right = halfExponents(other, centredOther, t);
  let product = 0;
  let trace = 0;
  for (let i = 0; i < n; i++) {
    const weight = one.weights[i] ?? 0;
    const start = left.logs[i] ?? 0;
    let sum = 0;
    let traced = 0;
    // Of a process with itself both halves are alike.
    for (let j = 0; j < (isSame ? i + 1 : other.n); j++) {
      let exponent = start + (right.logs[j] ?? 0);
      for (let d = 0; d < inputs; d++) {
        exponent += (left.scaled[i * inputs + d] ?? 0) * (right.turned[j * inputs + d] ?? 0);
      }
      const value = Math.exp(exponent) * (isSame && j < i ? 2 : 1);
      sum += (other.weights[j] ?? 0) * value;
      if (isSame) traced += (one.inverse[i * n + j] ?? 0) * value;
    }
    product += weight * sum;
    trace += traced;
  }
  return scale * product + (isSame ? one.signalVariance - scale * trace : 0);
}

/** u = Λ⁻¹(xᵢ − μ), T·u, and log k(xᵢ, μ) + ½·uᵀTu of each point. */
function halfExponents(
  { n, inputs, precision, signalVariance }: GaussianProcess,
  centred: Float64Array,
  t: Float64Array,
): { readonly scaled: Float64Array; readonly turned: Float64Array; readonly logs: Float64Array } {
  const scaled = centred.map((value, i) => value * (precision[i % inputs] ?? 0));
  const turned = new Float64Array(n * inputs);
  const logs = new Float64Array(n);
  const base = Math.log(signalVariance);
  for (let i = 0; i < n; i++) {
    let log = base;
    for (let d = 0; d < inputs; d++) {
      let sum = 0;
      for (let e = 0; e < inputs; e++) sum += (t[d * inputs + e] ?? 0) * (scaled[i * inputs + e] ?? 0);
      turned[i * inputs + d] = sum;
      log += 0.5 * (scaled[i * inputs + d] ?? 0) * (sum - (centred[i * inputs + d] ?? 0));
    }
    logs[i] = log;
  }
  return { scaled, turned, logs };
}
