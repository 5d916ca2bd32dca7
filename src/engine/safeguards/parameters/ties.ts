// TIES-Merging of two changes (Yadav et al. 2023, arXiv 2306.01708, algorithm 1), with a weight for each.
import type { Changes, Combined } from './parameterSafeguard';

/**
 * Trims each change to its largest numbers, elects for each place the sign of the weighted sum (0 counts as +), and takes the
 * weighted mean of what has that sign: Σ wᵢτᵢ / Σ wᵢ over those. Equal weights are TIES with λ = 1; weight 0 is the trimmed task.
 * @param density the share of the numbers that is kept, in (0, 1]
 */
export function ties({ task, safety }: Changes, weight: number, density: number): Combined {
  const [a, b] = [trimmed(task, density), trimmed(safety, density)];
  const values = new Float32Array(a.length);
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    const [left, right] = [(1 - weight) * x, weight * y];
    const sign = left + right >= 0 ? 1 : -1;
    const [hasLeft, hasRight] = [Math.sign(x) === sign, Math.sign(y) === sign];
    const count = (hasLeft ? 1 - weight : 0) + (hasRight ? weight : 0);
    if (count > 0) values[i] = ((hasLeft ? left : 0) + (hasRight ? right : 0)) / count;
  }
  return { kind: 'values', values };
}

/** The ⌊density · n⌋ numbers of largest size, zeros for the others; of equal ones those that come first. */
export function trimmed(values: Float32Array, density: number): Float32Array {
  const kept = Math.floor(density * values.length);
  if (kept >= values.length) return values;
  const result = new Float32Array(values.length);
  if (kept === 0) return result;
  const threshold = values.map(Math.abs).sort()[values.length - kept] ?? 0;
  let room = kept - values.reduce((sum, value) => sum + (Math.abs(value) > threshold ? 1 : 0), 0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const size = Math.abs(value);
    if (size < threshold || (size === threshold && room-- <= 0)) continue;
    result[i] = value;
  }
  return result;
}
