// Wilson's score interval for one proportion.
import { clamp, type Interval } from './interval';
import { z95 } from './normal';

/**
 * Wilson (1927), JASA 22:209–212; as (5) in Newcombe (1998), Stat. Med. 17:857–872, method 3.
 * `k` of `n` may be fractional (an effective sample size). n = 0 gives [0, 1]: nothing is known.
 */
export function wilsonInterval(k: number, n: number, z = z95): Interval {
  if (!(n > 0)) return { low: 0, high: 1 };
  const rate = clamp(k / n, 0, 1);
  const z2 = z * z;
  const centre = rate + z2 / (2 * n);
  const spread = z * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  return {
    // At the ends the formula is exactly 0 or 1; rounding must not say otherwise.
    low: rate === 0 ? 0 : clamp((centre - spread) / scale, 0, 1),
    high: rate === 1 ? 1 : clamp((centre + spread) / scale, 0, 1),
  };
}
