// Cohen's κ: agreement of two judges beyond chance.
import { clampInterval, hull, type Interval } from './interval';
import { z95 } from './normal';
import { wilsonInterval } from './wilson';

export interface Kappa extends Interval {
  readonly kappa: number;
  readonly n: number;
}

/**
 * `table[i][j]`: number of items that the first judge puts into class i and the second into class j. Cohen
 * (1960), Educ. Psychol. Meas. 20:37–46; standard error of Fleiss, Cohen & Everitt (1969), Psychol. Bull.
 * 72:323–327, eq. 13. Near perfect agreement that error goes to 0 whatever n is; the interval is therefore
 * widened to what Wilson's interval of the observed agreement allows at the observed chance agreement.
 * Null where κ is not defined: no items, or both judges gave all items one and the same class.
 */
export function cohenKappa(table: readonly (readonly number[])[]): Kappa | null {
  const classes = table.length;
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const n = rows.reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  let agreed = 0;
  let chance = 0;
  for (let i = 0; i < classes; i++) {
    agreed += at(i, i) / n;
    chance += ((rows[i] ?? 0) * (columns[i] ?? 0)) / n ** 2;
  }
  if (1 - chance < 1e-12) return null;
  const kappa = (agreed - chance) / (1 - chance);
  let variance = -((kappa - chance * (1 - kappa)) ** 2);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const margins = ((columns[i] ?? 0) + (rows[j] ?? 0)) / n;
      const weight = i === j ? (1 - margins * (1 - kappa)) ** 2 : (margins * (1 - kappa)) ** 2;
      variance += (at(i, j) / n) * weight;
    }
  }
  const half = (z95 * Math.sqrt(Math.max(0, variance) / n)) / (1 - chance);
  const agreement = wilsonInterval(agreed * n, n);
  const scaled = (share: number): number => (share - chance) / (1 - chance);
  const asymptotic = { low: kappa - half, high: kappa + half };
  const extreme = agreed > 1 - 1 / n || agreed < 1 / n;
  const interval = extreme
    ? hull(asymptotic, { low: scaled(agreement.low), high: scaled(agreement.high) })
    : asymptotic;
  return { kappa, n, ...clampInterval(interval, -1, 1) };
}
