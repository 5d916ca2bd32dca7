// Regression with a Gaussian process of mean zero and a squared exponential kernel. In double precision.

/** k(x, y) = signal·exp(−‖x − y‖²/(2·length²)); `noise`: the variance of a target about the process. */
export interface Kernel {
  readonly signal: number;
  readonly length: number;
  readonly noise: number;
}

export interface Prediction {
  readonly mean: number;
  /** Of the process, without the noise. */
  readonly deviation: number;
}

export class GaussianProcess {
  private constructor(
    private readonly inputs: readonly Float64Array[],
    private readonly kernel: Kernel,
    /** Lower triangle of K + noise·I = L·Lᵀ, row by row: row i from i·(i + 1)/2 on. */
    private readonly factor: Float64Array,
    /** (K + noise·I)⁻¹·y */
    private readonly weights: Float64Array,
    /** log p(y), nats (Rasmussen & Williams 2006, eq. 2.30). */
    readonly logMarginalLikelihood: number,
  ) {}

  /**
   * Rasmussen & Williams, Gaussian Processes for Machine Learning (2006), algorithm 2.1; n³/6 operations.
   * @param inputs of one length, at least one
   * @param targets one each
   * @throws RangeError where the noise is too small for inputs that are alike
   */
  static fit(inputs: readonly Float64Array[], targets: readonly number[], kernel: Kernel): GaussianProcess {
    const factor = cholesky(inputs, kernel);
    const half = solveLower(factor, Float64Array.from(targets));
    const n = inputs.length;
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += Math.log(factor[at(i, i)] ?? 1);
    const square = half.reduce((sum, value) => sum + value * value, 0);
    const likelihood = -square / 2 - logDeterminant - (n / 2) * Math.log(2 * Math.PI);
    return new GaussianProcess(inputs, kernel, factor, solveUpper(factor, half), likelihood);
  }

  predict(x: Float64Array): Prediction {
    const { signal } = this.kernel;
    const k = Float64Array.from(this.inputs, (input) => covariance(input, x, this.kernel));
    const mean = k.reduce((sum, value, i) => sum + value * (this.weights[i] ?? 0), 0);
    const half = solveLower(this.factor, k);
    const explained = half.reduce((sum, value) => sum + value * value, 0);
    return { mean, deviation: Math.sqrt(Math.max(0, signal - explained)) };
  }
}

/** Of these kernels the one under which the targets are likeliest; the first among equals. */
export function likeliestKernel(
  inputs: readonly Float64Array[],
  targets: readonly number[],
  kernels: readonly Kernel[],
): Kernel {
  const likelihoods = kernels.map(
    (kernel) => GaussianProcess.fit(inputs, targets, kernel).logMarginalLikelihood,
  );
  const best = kernels[likelihoods.indexOf(Math.max(...likelihoods))];
  if (best === undefined) throw new RangeError('There is a kernel to choose.');
  return best;
}

function covariance(x: Float64Array, y: Float64Array, { signal, length }: Kernel): number {
  let square = 0;
  for (let i = 0; i < x.length; i++) square += ((x[i] ?? 0) - (y[i] ?? 0)) ** 2;
  return signal * Math.exp(-square / (2 * length * length));
}

function at(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

function cholesky(inputs: readonly Float64Array[], kernel: Kernel): Float64Array {
  const n = inputs.length;
  const factor = new Float64Array(at(n, 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [x, y] = [inputs[i], inputs[j]];
      if (x === undefined || y === undefined) throw new RangeError('Every input is there.');
      let sum = covariance(x, y, kernel) + (i === j ? kernel.noise : 0);
      for (let k = 0; k < j; k++) sum -= (factor[at(i, k)] ?? 0) * (factor[at(j, k)] ?? 0);
      if (i === j && sum <= 0) throw new RangeError('The noise is too small for inputs that are alike.');
      factor[at(i, j)] = i === j ? Math.sqrt(sum) : sum / (factor[at(j, j)] ?? 1);
    }
  }
  return factor;
}

/** L⁻¹·b */
function solveLower(factor: Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  for (let i = 0; i < b.length; i++) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[at(i, k)] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (factor[at(i, i)] ?? 1);
  }
  return x;
}

/** L⁻ᵀ·b */
function solveUpper(factor: Float64Array, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = b.length - 1; i >= 0; i--) {
    const value = (x[i] ?? 0) / (factor[at(i, i)] ?? 1);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = (x[k] ?? 0) - (factor[at(i, k)] ?? 0) * value;
  }
  return x;
}
