// The exact test of independence within every one of several 2 × 2 tables.
import { clamp } from './interval';

/** A table by its margins and one cell: of `n`, `rows` are in the first row, `columns` in the first column, `cell` in both. */
export interface TwoByTwo {
  readonly n: number;
  readonly rows: number;
  readonly columns: number;
  readonly cell: number;
}

/**
 * Two-sided p of independence within every table, given all margins: each cell is hypergeometric, so their sum A has the
 * convolution of these distributions, and p = P(|A − E A| ≥ |a − E A|). Of one table Fisher's exact test with the two-sided
 * p by distance; of several the exact conditional form of Cochran's, Mantel's and Haenszel's test (Agresti, Categorical Data
 * Analysis, 3rd ed., section 7.3.5).
 */
export function stratifiedExactTest(tables: readonly TwoByTwo[]): number {
  let masses: readonly number[] = [1];
  let least = 0;
  let observed = 0;
  let mean = 0;
  for (const table of tables) {
    const cells = hypergeometric(table);
    least += cells.least;
    observed += table.cell;
    mean += (table.rows * table.columns) / table.n;
    masses = convolve(masses, cells.masses);
  }
  const distance = Math.abs(observed - mean) - 1e-9;
  return clamp(
    masses.reduce((p, mass, index) => (Math.abs(least + index - mean) >= distance ? p + mass : p), 0),
    0,
    1,
  );
}

/** Masses of the cell from its least value on, by ratios of neighbours from the mode, so that none overflows. */
function hypergeometric({ n, rows, columns }: TwoByTwo): {
  readonly least: number;
  readonly masses: readonly number[];
} {
  const least = Math.max(0, rows + columns - n);
  const most = Math.min(rows, columns);
  const mode = clamp(Math.floor(((rows + 1) * (columns + 1)) / (n + 2)), least, most);
  const masses = new Array<number>(most - least + 1).fill(0);
  masses[mode - least] = 1;
  const ratio = (k: number): number =>
    ((rows - k) * (columns - k)) / ((k + 1) * (n - rows - columns + k + 1));
  for (let k = mode; k < most; k++) masses[k + 1 - least] = (masses[k - least] ?? 0) * ratio(k);
  for (let k = mode; k > least; k--) masses[k - 1 - least] = (masses[k - least] ?? 0) / ratio(k - 1);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return { least, masses: masses.map((mass) => mass / total) };
}

function convolve(x: readonly number[], y: readonly number[]): readonly number[] {
  const sums = new Array<number>(x.length + y.length - 1).fill(0);
  for (const [i, mass] of x.entries()) {
    for (const [j, other] of y.entries()) sums[i + j] = (sums[i + j] ?? 0) + mass * other;
  }
  return sums;
}
