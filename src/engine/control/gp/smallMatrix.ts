// Dense matrices of a few rows in double precision, row-major. Every size is that of the smaller side of a model.

/** Lower L with L·Lᵀ = A [n, n]; null: A is not positive definite. */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] ?? 0) * (l[j * n + k] ?? 0);
      if (i === j) {
        if (!(sum > 0)) return null;
        l[i * n + i] = Math.sqrt(sum);
      } else l[i * n + j] = sum / (l[j * n + j] ?? 1);
    }
  }
  return l;
}

/** A⁻¹ [n, n] from its Cholesky factor. */
export function inverseFrom(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= (l[i * n + k] ?? 0) * (column[k] ?? 0);
      column[i] = sum / (l[i * n + i] ?? 1);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = column[i] ?? 0;
      for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] ?? 0) * (column[k] ?? 0);
      column[i] = sum / (l[i * n + i] ?? 1);
    }
    for (let i = 0; i < n; i++) inverse[i * n + c] = column[i] ?? 0;
  }
  return inverse;
}

/**
 * X of A·X = B by elimination with row exchanges, A [n, n], B [n, m], and |A|. A singular A gives a determinant of 0 and an X
 * that means nothing.
 */
export function solve(
  a: Float64Array,
  b: Float64Array,
  n: number,
): { readonly x: Float64Array; readonly determinant: number } {
  const m = b.length / n;
  const left = a.slice();
  const x = b.slice();
  let determinant = 1;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) {
      if (Math.abs(left[i * n + c] ?? 0) > Math.abs(left[pivot * n + c] ?? 0)) pivot = i;
    }
    const value = left[pivot * n + c] ?? 0;
    if (value === 0) return { x, determinant: 0 };
    if (pivot !== c) {
      exchange(left, n, pivot, c);
      exchange(x, m, pivot, c);
      determinant = -determinant;
    }
    determinant *= value;
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = (left[i * n + c] ?? 0) / value;
      if (factor === 0) continue;
      for (let j = c; j < n; j++) left[i * n + j] = (left[i * n + j] ?? 0) - factor * (left[c * n + j] ?? 0);
      for (let j = 0; j < m; j++) x[i * m + j] = (x[i * m + j] ?? 0) - factor * (x[c * m + j] ?? 0);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) x[i * m + j] = (x[i * m + j] ?? 0) / (left[i * n + i] ?? 1);
  }
  return { x, determinant };
}

function exchange(matrix: Float64Array, width: number, one: number, other: number): void {
  for (let j = 0; j < width; j++) {
    const kept = matrix[one * width + j] ?? 0;
    matrix[one * width + j] = matrix[other * width + j] ?? 0;
    matrix[other * width + j] = kept;
  }
}
