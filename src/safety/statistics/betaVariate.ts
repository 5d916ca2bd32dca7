// Random variates of the gamma and beta distributions.
import type { Random } from '../random';
import { normalVariate } from './normal';

/** Beta(a, b) as X/(X + Y) of two gamma variates. `a`, `b` > 0. */
export function betaVariate(a: number, b: number, random: Random): number {
  const x = gammaVariate(a, random);
  const y = gammaVariate(b, random);
  return x / (x + y);
}

/**
 * Gamma(shape, 1). Marsaglia & Tsang (2000), ACM Trans. Math. Softw. 26:363–372; shapes below 1 by their §6:
 * Gamma(shape + 1)·U^{1/shape}.
 */
function gammaVariate(shape: number, random: Random): number {
  if (shape < 1) return gammaVariate(shape + 1, random) * (random() + 2 ** -33) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalVariate(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = random() + 2 ** -33;
    if (Math.log(u) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
