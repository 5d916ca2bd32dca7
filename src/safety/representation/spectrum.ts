// Singular values of a matrix, the subspace of its largest, and how two such subspaces lie to each other.
import { symmetricEigen } from './symmetricEigen';

export interface Matrix {
  /** Outputs. */
  readonly rows: number;
  /** Inputs. */
  readonly columns: number;
  /** Row-major. */
  readonly data: Float32Array;
}

export interface Spectrum {
  /** Falling, of the smaller dimension. */
  readonly singularValues: Float64Array;
  /** Left singular vectors (directions among the outputs) of the largest values that are not 0. */
  readonly principal: readonly Float64Array[];
}

/** Squared singular values below this share of the largest are rounding of the Gram matrix. */
const rounding = 1e-12;

/**
 * By the eigenvalues of the smaller Gram matrix, so singular values are right to about 10⁻⁸ of the largest.
 * @param count principal directions wanted
 */
export function spectrumOf(matrix: Matrix, count: number): Spectrum {
  const { rows, columns } = matrix;
  const wide = rows <= columns;
  const size = Math.min(rows, columns);
  const { values, vectors } = symmetricEigen(gram(matrix, wide), size, count);
  const least = rounding * (values[0] ?? 0);
  const principal = vectors.filter((_, k) => (values[k] ?? 0) > least);
  return {
    singularValues: values.map((value) => (value > least ? Math.sqrt(value) : 0)),
    principal: wide ? principal : principal.map((vector) => outputs(matrix, vector)),
  };
}

/**
 * e^H of the singular values' shares σᵢ/Σσ (Roy & Vetterli 2007, EUSIPCO): n for n equal values, 1 for one; 0 for a matrix of
 * zeros.
 */
export function effectiveRank(singularValues: Float64Array): number {
  const total = singularValues.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  let entropy = 0;
  for (const value of singularValues) {
    const share = value / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

export interface SubspaceOverlap {
  /** Mean squared cosine of the principal angles, ‖UᵀV‖²_F / k: 1 for one subspace, k/n on average for random ones. */
  readonly overlap: number;
  /** Cosine of the smallest principal angle. */
  readonly largestCosine: number;
  /** Directions compared, and how many there are. */
  readonly k: number;
  readonly n: number;
}

/** φ of Hu et al. (2021), arXiv 2106.09685, eq. 4, of the first k directions of each. null: one has none. */
export function subspaceOverlap(
  u: readonly Float64Array[],
  v: readonly Float64Array[],
): SubspaceOverlap | null {
  const k = Math.min(u.length, v.length);
  const n = u[0]?.length ?? 0;
  if (k === 0) return null;
  const cosines = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) cosines[i * k + j] = dot(u[i] ?? emptyVector, v[j] ?? emptyVector);
  }
  const squared = cosines.reduce((sum, value) => sum + value * value, 0);
  const product = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += (cosines[i * k + l] ?? 0) * (cosines[j * k + l] ?? 0);
      product[i * k + j] = sum;
    }
  }
  const largest = symmetricEigen(product, k, 0).values[0] ?? 0;
  return {
    overlap: Math.min(1, squared / k),
    largestCosine: Math.sqrt(Math.min(1, Math.max(0, largest))),
    k,
    n,
  };
}

const emptyVector = new Float64Array();

/** Of all numbers of the matrix. */
export function frobeniusNorm({ data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}

/** M·Mᵀ where it is wide, else Mᵀ·M; [size, size]. */
function gram({ rows, columns, data }: Matrix, wide: boolean): Float64Array {
  const size = wide ? rows : columns;
  const result = new Float64Array(size * size);
  if (wide) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        const [a, b] = [i * columns, j * columns];
        for (let c = 0; c < columns; c++) sum += (data[a + c] ?? 0) * (data[b + c] ?? 0);
        result[i * size + j] = sum;
      }
    }
  } else {
    for (let r = 0; r < rows; r++) {
      const row = r * columns;
      for (let i = 0; i < columns; i++) {
        const value = data[row + i] ?? 0;
        if (value === 0) continue;
        const at = i * size;
        for (let j = 0; j <= i; j++) result[at + j] = (result[at + j] ?? 0) + value * (data[row + j] ?? 0);
      }
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) result[j * size + i] = result[i * size + j] ?? 0;
  }
  return result;
}

/** M·v, of norm 1. */
function outputs({ rows, columns, data }: Matrix, vector: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += (data[r * columns + c] ?? 0) * (vector[c] ?? 0);
    result[r] = sum;
  }
  const norm = Math.sqrt(dot(result, result)) || 1;
  return result.map((value) => value / norm);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}
