// McNemar's exact test for paired binary outcomes.
import cdf from '@stdlib/stats-base-dists-binomial-cdf';
import pmf from '@stdlib/stats-base-dists-binomial-pmf';

export interface McNemar {
  /** Exact conditional, two-sided: never rejects too often, and is conservative. */
  readonly pExact: number;
  /** Mid-p: close to the nominal level. */
  readonly pMid: number;
}

/**
 * `lost` and `gained` are the two counts of discordant pairs. Given their sum m, under the null each is
 * Binomial(m, ½): pExact = min(1, 2·P(X ≤ min)), pMid = pExact − P(X = min), and 1 − ½·P(X = m/2) where the
 * counts are equal. Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13:91, eqs. 3 and 4.
 * No discordant pair: both are 1.
 */
export function mcNemar(lost: number, gained: number): McNemar {
  const discordant = lost + gained;
  if (discordant === 0) return { pExact: 1, pMid: 1 };
  const smaller = Math.min(lost, gained);
  const atSmaller = pmf(smaller, discordant, 0.5);
  if (lost === gained) return { pExact: 1, pMid: 1 - atSmaller / 2 };
  const pExact = Math.min(1, 2 * cdf(smaller, discordant, 0.5));
  return { pExact, pMid: Math.max(0, pExact - atSmaller) };
}
