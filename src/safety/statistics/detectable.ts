// The smallest change that a comparison of this size would have found.
import { clamp } from './interval';
import { normalQuantile, z95 } from './normal';

const power = 0.8;

/**
 * The smallest |δ| of two paired proportions that McNemar's test at 5% (two-sided) finds with 80% power, for n
 * pairs of which the share ψ = `discordance` differs. Connor (1987), Biometrics 43:207–211:
 *
 *   n·δ² = (z_{α/2}·√ψ + z_β·√(ψ − δ²))²
 *
 * |δ| can't exceed ψ. Where even δ = ψ would not be found, more discordance than was seen is needed, and the
 * cheapest is one-sided: ψ = δ. Null for n = 0, and where not even δ = 1 would be found.
 */
export function detectableChange(n: number, discordance: number): number | null {
  if (!(n > 0)) return null;
  const psi = clamp(discordance, 0, 1);
  if (isFound(n, psi, psi)) return bisect((delta) => isFound(n, psi, delta), 0, psi);
  return isFound(n, 1, 1) ? bisect((delta) => isFound(n, delta, delta), psi, 1) : null;
}

/**
 * The same for a mean over clusters with the given standard error: (z_{α/2} + z_β)·SE. Null where that
 * exceeds 1, the largest change there is.
 */
export function detectableMean(standardError: number): number | null {
  const delta = (z95 + normalQuantile(power)) * standardError;
  return delta <= 1 ? delta : null;
}

function isFound(n: number, psi: number, delta: number): boolean {
  const needed = z95 * Math.sqrt(psi) + normalQuantile(power) * Math.sqrt(Math.max(0, psi - delta ** 2));
  return delta > 0 && delta * Math.sqrt(n) >= needed;
}

/** The smallest value in (low, high] at which `holds`, which is monotone and true at `high`. */
function bisect(holds: (value: number) => boolean, low: number, high: number): number {
  let below = low;
  let above = high;
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
