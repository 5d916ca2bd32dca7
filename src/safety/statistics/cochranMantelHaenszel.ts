// The Cochran–Mantel–Haenszel test for matched pairs over several benchmarks.
import { mcNemar } from './mcNemar';
import { normalCdf } from './normal';

export interface MatchedCmh {
  /** Without continuity correction, one degree of freedom. */
  readonly chiSquare: number;
  readonly p: number;
  readonly lost: number;
  readonly gained: number;
  readonly pMid: number;
  readonly pExact: number;
}

/**
 * The CMH test for matched pairs in several benchmarks.
 *
 * Which CMH? A table "side × outcome" per benchmark treats the two responses to one prompt as independent;
 * they are not, and the pairing that the whole comparison rests on would be thrown away. The stratum that
 * makes the rows exchangeable is the prompt, nested in its benchmark: a table of two responses. A concordant
 * pair has variance 0; a discordant one adds ±½ to the excess and ¼ to the variance. So over benchmarks h
 *
 *   χ² = (Σₕ (lostₕ − gainedₕ))² / Σₕ (lostₕ + gainedₕ)
 *
 * which is Agresti (2013), §11.2.3: McNemar's statistic is the CMH statistic with pairs as strata. Differences
 * between benchmarks in how often the base refuses cancel, since they are constant within each stratum.
 *
 * Its exact conditional distribution is Binomial(Σ(lost + gained), ½), so pMid and pExact are given beside the
 * χ² approximation `p`; they hold for a few discordant prompts too, and with one benchmark they are its
 * McNemar test.
 */
export function matchedPairsCmh(
  benchmarks: Iterable<{ readonly lost: number; readonly gained: number }>,
): MatchedCmh {
  let lost = 0;
  let gained = 0;
  for (const benchmark of benchmarks) {
    lost += benchmark.lost;
    gained += benchmark.gained;
  }
  const chiSquare = lost + gained > 0 ? (lost - gained) ** 2 / (lost + gained) : 0;
  return { chiSquare, p: upperTail(chiSquare), lost, gained, ...mcNemar(lost, gained) };
}

/** P(χ²₁ > x) through the normal tail, which keeps its digits where 1 − F(x) would round to 0. */
function upperTail(chiSquare: number): number {
  return 2 * normalCdf(-Math.sqrt(chiSquare));
}
