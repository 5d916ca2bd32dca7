// Eigenvalues of a symmetric matrix, all of them, and the eigenvectors of the largest. In double precision.

export interface SymmetricEigen {
  /** Falling. */
  readonly values: Float64Array;
  /** Of the first `vectors.length` values, each of length n and norm 1. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Householder's reduction to a tridiagonal matrix, QL with implicit shifts for its eigenvalues (Golub & Van Loan, Matrix
 * Computations, 4th ed., 8.3), and inverse iteration for the vectors, orthogonalised against those before. About 4/3·n³
 * operations, where all vectors would take several times as many.
 * @param matrix [n, n], row-major; is overwritten
 * @param count vectors wanted, at most n
 */
export function symmetricEigen(matrix: Float64Array, n: number, count: number): SymmetricEigen {
  const reduced = tridiagonal(matrix, n);
  const values = tridiagonalValues(reduced).sort((a, b) => b - a);
  const vectors: Float64Array[] = [];
  for (let k = 0; k < Math.min(count, n); k++) {
    const vector = inverseIteration(reduced, values[k] ?? 0, vectors);
    vectors.push(vector);
  }
  return { values, vectors: vectors.map((vector) => transformedBack(reduced, vector)) };
}

interface Tridiagonal {
  readonly n: number;
  /** [n] */
  readonly diagonal: Float64Array;
  /** [n − 1] */
  readonly beside: Float64Array;
  /** Householder vectors v, from entry k + 1 on, and β of H = I − β·v·vᵀ, by step k. */
  readonly reflectors: readonly { readonly v: Float64Array; readonly beta: number }[];
}

function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const reflectors: { v: Float64Array; beta: number }[] = [];
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k] ?? 0;
    const size = n - k - 1;
    const v = new Float64Array(size);
    for (let i = 0; i < size; i++) v[i] = a[(k + 1 + i) * n + k] ?? 0;
    const norm = length(v);
    const first = v[0] ?? 0;
    const alpha = first > 0 ? -norm : norm;
    beside[k] = alpha;
    v[0] = first - alpha;
    const square = dot(v, v);
    const beta = square === 0 ? 0 : 2 / square;
    reflectors.push({ v, beta });
    if (beta !== 0) reflect(a, n, k + 1, v, beta);
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1] ?? 0;
  return { n, diagonal, beside, reflectors };
}

/** The trailing block A ← H·A·H, by A − v·wᵀ − w·vᵀ with w = p − ½β(pᵀv)·v, p = β·A·v. */
function reflect(a: Float64Array, n: number, from: number, v: Float64Array, beta: number): void {
  const size = n - from;
  const w = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = (from + i) * n + from;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (a[row + j] ?? 0) * (v[j] ?? 0);
    w[i] = beta * sum;
  }
  const half = (beta / 2) * dot(w, v);
  for (let i = 0; i < size; i++) w[i] = (w[i] ?? 0) - half * (v[i] ?? 0);
  for (let i = 0; i < size; i++) {
    const row = (from + i) * n + from;
    const [vi, wi] = [v[i] ?? 0, w[i] ?? 0];
    for (let j = 0; j < size; j++) a[row + j] = (a[row + j] ?? 0) - vi * (w[j] ?? 0) - wi * (v[j] ?? 0);
  }
}

/** QL with implicit shifts. */
function tridiagonalValues({ n, diagonal, beside }: Tridiagonal): Float64Array {
  const d = diagonal.slice();
  const e = new Float64Array(n);
  e.set(beside);
  for (let l = 0; l < n; l++) {
    for (let round = 0; round < 100; round++) {
      let m = l;
      while (m < n - 1) {
        const scale = Math.abs(d[m] ?? 0) + Math.abs(d[m + 1] ?? 0);
        if (Math.abs(e[m] ?? 0) <= Number.EPSILON * scale) break;
        m++;
      }
      if (m === l) break;
      qlStep(d, e, l, m);
    }
  }
  return d;
}

function qlStep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const [dl, el] = [d[l] ?? 0, e[l] ?? 0];
  let g = ((d[l + 1] ?? 0) - dl) / (2 * el);
  let r = Math.hypot(g, 1);
  g = (d[m] ?? 0) - dl + el / (g + (g >= 0 ? r : -r));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * (e[i] ?? 0);
    const b = c * (e[i] ?? 0);
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] ?? 0) - p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] ?? 0) - p;
    r = ((d[i] ?? 0) - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
  }
  d[l] = (d[l] ?? 0) - p;
  e[l] = g;
  e[m] = 0;
}

/** Solves (T − λ)x = b a few times, from a fixed start, orthogonal to `before`. */
function inverseIteration(t: Tridiagonal, value: number, before: readonly Float64Array[]): Float64Array {
  const scale = t.diagonal.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  // A little beside the eigenvalue, and more for each of a cluster, so that nothing is divided by 0.
  const shift = value + scale * 1e-14 * (1 + before.length);
  let x: Float64Array = Float64Array.from(
    { length: t.n },
    (_, i) => 1 + ((i * 7919 + before.length * 104729) % 1000) / 1000,
  );
  for (let round = 0; round < 4; round++) {
    orthogonalise(x, before);
    normalise(x);
    x = solveShifted(t, shift, x);
  }
  orthogonalise(x, before);
  orthogonalise(x, before);
  normalise(x);
  return x;
}

/** Gaussian elimination with row exchanges of a tridiagonal matrix. */
function solveShifted(
  { n, diagonal, beside }: Tridiagonal,
  shift: number,
  right: Float64Array,
): Float64Array {
  const main = diagonal.map((value) => value - shift);
  const upper = new Float64Array(n);
  upper.set(beside);
  const second = new Float64Array(n);
  const x = right.slice();
  const tiny = Number.EPSILON * Math.max(1e-300, Math.abs(shift));
  for (let i = 0; i < n - 1; i++) {
    let lower = beside[i] ?? 0;
    if (Math.abs(lower) > Math.abs(main[i] ?? 0)) {
      const [a, b, y] = [main[i] ?? 0, upper[i] ?? 0, x[i] ?? 0];
      main[i] = lower;
      upper[i] = main[i + 1] ?? 0;
      second[i] = i + 1 < n - 1 ? (upper[i + 1] ?? 0) : 0;
      x[i] = x[i + 1] ?? 0;
      lower = a;
      main[i + 1] = b;
      upper[i + 1] = 0;
      x[i + 1] = y;
    }
    const pivot = (main[i] ?? 0) || tiny;
    main[i] = pivot;
    const factor = lower / pivot;
    main[i + 1] = (main[i + 1] ?? 0) - factor * (upper[i] ?? 0);
    upper[i + 1] = (upper[i + 1] ?? 0) - factor * (second[i] ?? 0);
    x[i + 1] = (x[i + 1] ?? 0) - factor * (x[i] ?? 0);
  }
  for (let i = n - 1; i >= 0; i--) {
    const rest = (upper[i] ?? 0) * (x[i + 1] ?? 0) + (second[i] ?? 0) * (x[i + 2] ?? 0);
    x[i] = ((x[i] ?? 0) - rest) / ((main[i] ?? 0) || tiny);
  }
  return x;
}

/** An eigenvector of the tridiagonal matrix as one of the matrix itself. */
function transformedBack({ n, reflectors }: Tridiagonal, vector: Float64Array): Float64Array {
  const x = vector.slice();
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const { v, beta } = reflectors[k] ?? { v: new Float64Array(), beta: 0 };
    const from = n - v.length;
    let along = 0;
    for (let i = 0; i < v.length; i++) along += (v[i] ?? 0) * (x[from + i] ?? 0);
    for (let i = 0; i < v.length; i++) x[from + i] = (x[from + i] ?? 0) - beta * along * (v[i] ?? 0);
  }
  return x;
}

function orthogonalise(x: Float64Array, before: readonly Float64Array[]): void {
  for (const other of before) {
    const along = dot(x, other);
    for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) - along * (other[i] ?? 0);
  }
}

function normalise(x: Float64Array): void {
  const norm = length(x) || 1;
  for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) / norm;
}

function length(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}
