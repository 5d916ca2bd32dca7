// Singular values and principal subspaces, against matrices whose spectrum is known.
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../../src/safety/random';
import {
  effectiveRank,
  spectrumOf,
  subspaceOverlap,
  type Matrix,
} from '../../../../src/safety/representation/spectrum';
import { symmetricEigen } from '../../../../src/safety/representation/symmetricEigen';

/** Orthonormal rows by Gram and Schmidt, [count][n]. */
function orthonormal(count: number, n: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = Float64Array.from({ length: n }, () => 2 * random() - 1);
    for (let twice = 0; twice < 2; twice++) {
      for (const other of rows) {
        const along = row.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
        row.forEach((value, i) => (row[i] = value - along * (other[i] ?? 0)));
      }
    }
    const norm = Math.hypot(...row);
    rows.push(row.map((value) => value / norm));
  }
  return rows;
}

/** Σ σ_k·u_k·v_kᵀ */
function matrixOf(sigma: readonly number[], rows: number, columns: number, random: Random) {
  const u = orthonormal(sigma.length, rows, random);
  const v = orthonormal(sigma.length, columns, random);
  const data = Float32Array.from({ length: rows * columns }, (_, at) =>
    sigma.reduce(
      (sum, s, k) => sum + s * (u[k]?.[Math.floor(at / columns)] ?? 0) * (v[k]?.[at % columns] ?? 0),
      0,
    ),
  );
  return { u, matrix: { rows, columns, data } satisfies Matrix };
}

describe('eigenvalues and vectors of a symmetric matrix', () => {
  it.each([1, 2, 3, 17, 60])('of size %i satisfy A·x = λ·x and are orthogonal, equal values too', (n) => {
    const random = seededRandom(81, n);
    const vectors = orthonormal(n, n, random);
    // Pairs of equal values, one zero, and values of both signs.
    const values = Array.from({ length: n }, (_, k) => Math.floor(k / 2) * (k % 4 < 2 ? 1 : -1));
    const a = new Float64Array(n * n);
    vectors.forEach((vector, k) => {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          a[i * n + j] = (a[i * n + j] ?? 0) + (values[k] ?? 0) * (vector[i] ?? 0) * (vector[j] ?? 0);
        }
      }
    });
    const found = symmetricEigen(a.slice(), n, Math.min(n, 6));
    [...values].sort((x, y) => y - x).forEach((value, k) => expect(found.values[k]).toBeCloseTo(value, 9));
    found.vectors.forEach((x, k) => {
      for (let i = 0; i < n; i++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += (a[i * n + j] ?? 0) * (x[j] ?? 0);
        expect(Math.abs(product - (found.values[k] ?? NaN) * (x[i] ?? 0))).toBeLessThan(1e-8);
      }
      found.vectors.slice(0, k + 1).forEach((y, l) => {
        const dot = x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
        expect(Math.abs(dot - (l === k ? 1 : 0))).toBeLessThan(1e-8);
      });
    });
  });

  it('are those of a matrix that is diagonal, or zero', () => {
    expect([...symmetricEigen(Float64Array.of(2, 0, 0, 5), 2, 2).values]).toEqual([5, 2]);
    expect([...symmetricEigen(new Float64Array(9), 3, 0).values]).toEqual([0, 0, 0]);
  });
});

describe('a spectrum', () => {
  it.each([
    [20, 50],
    [50, 20],
    [30, 30],
  ])('of a matrix of %i × %i is the one that it was made with', (rows, columns) => {
    const sigma = [9, 5, 5, 2, 0.5];
    const { u, matrix } = matrixOf(sigma, rows, columns, seededRandom(82, rows));
    const { singularValues, principal } = spectrumOf(matrix, 3);
    sigma.forEach((value, k) => expect(singularValues[k]).toBeCloseTo(value, 4));
    expect(singularValues.length).toBe(Math.min(rows, columns));
    const same = subspaceOverlap(principal, u.slice(0, 3));
    expect(same).toMatchObject({ k: 3, n: rows });
    expect(same?.overlap).toBeCloseTo(1, 6);
    expect(subspaceOverlap(principal, u.slice(3))?.overlap).toBeCloseTo(0, 6);
  });

  it('has the principal angles that subspaces have', () => {
    const [a, b, c, d] = orthonormal(4, 12, seededRandom(83));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('Four.');
    const angle = 0.7;
    const turned = b.map((value, i) => Math.cos(angle) * value + Math.sin(angle) * (c[i] ?? 0));
    const found = subspaceOverlap([a, b], [d, turned]);
    expect(found?.overlap).toBeCloseTo(Math.cos(angle) ** 2 / 2, 9);
    expect(found?.largestCosine).toBeCloseTo(Math.cos(angle), 9);
    expect(subspaceOverlap([], [a])).toBeNull();
  });
});

describe('the effective rank', () => {
  it('counts equal values, and lies between for others', () => {
    expect(effectiveRank(Float64Array.of(3, 3, 3, 0))).toBeCloseTo(3, 12);
    expect(effectiveRank(Float64Array.of(2, 0))).toBeCloseTo(1, 12);
    expect(effectiveRank(new Float64Array(4))).toBe(0);
    const mixed = effectiveRank(Float64Array.of(3, 1));
    expect(mixed).toBeCloseTo(Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))), 12);
  });
});
