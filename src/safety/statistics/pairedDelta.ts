// The mean paired difference over clusters with its interval and its test, both from one construction.
import { clamp, type Interval } from './interval';
import { z95 } from './normal';
import { signFlipTest, type SignFlip } from './signFlip';
import { wilsonInterval } from './wilson';

/** Cluster i has the sum of differences `sums[i]` over `sizes[i]` prompts; the statistic is Σ sums / Σ sizes. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

export interface PairedDelta extends Interval, Pick<SignFlip, 'pMid' | 'pExact'> {
  readonly value: number;
}

type Estimate = Interval & { readonly value: number };

/** Angles at which the region's edge is looked at: the limits are then right to 10⁻⁵ of the interval's width. */
const angles = 512;
const edge = Array.from({ length: angles + 1 }, (_, i) => {
  const angle = (Math.PI / 2) * (i / angles);
  return { cosine: Math.cos(angle), sine: Math.sin(angle) };
});

/**
 * δ = ψ·η: how much differs at all, ψ = Σ|dᵢ| / n, times the balance of its directions, η = Σdᵢ / Σ|dᵢ|. η has the limits of
 * the sign-flip test by inversion (signFlip.ts), ψ Wilson's. As in Zou & Donner (2008), Stat. Med. 27:1693–1702, the limits
 * of the two are combined, here as the extremes of the product over the region whose half axes are the distances to
 * them. ψ is positive, so the interval leaves out 0 where η's does: where pMid < 0.05 and only there.
 *
 * With one sample per prompt this is the mid-p interval of the balance times Wilson's of the share that differs. Coverage
 * and size over a grid: `npm run numbers`. No cluster: [−1, 1].
 */
export function pairedDelta({ sums, sizes }: ClusterSums): PairedDelta {
  const { balance, tilt, pMid, pExact } = signFlipTest(sums);
  const share = differingShare({ sums, sizes }, tilt);
  if (share === null) return { value: 0, low: -1, high: 1, pMid, pExact };
  const value = balance.value * share.value;
  const mirrored = { value: -balance.value, low: -balance.high, high: -balance.low };
  const low = clamp(lowerLimit(balance, share), -1, value);
  const high = clamp(-lowerLimit(mirrored, share), value, 1);
  if (low > 0 || high < 0) return { value, low, high, pMid, pExact };
  const unseen = unseenShare({ sums, sizes });
  return { value, low: Math.min(low, -unseen), high: Math.max(high, unseen), pMid, pExact };
}

/**
 * What the number of clusters leaves open where differences were small: prompts that change wholly, of which none was among
 * them. No method can be right for all distributions without it. Where all differences seen are whole, they tell themselves.
 */
function unseenShare({ sums, sizes }: ClusterSums): number {
  if (sums.every((sum, i) => sum === 0 || Math.abs(sum) === sizes[i])) return 0;
  const n = kishSize(sizes);
  return wilsonInterval(0, n).high;
}

/** Kish's number of clusters: as many of equal size would be as informative. */
function kishSize(sizes: Float64Array): number {
  return sizes.reduce((sum, one) => sum + one, 0) ** 2 / sizes.reduce((sum, one) => sum + one * one, 0);
}

function lowerLimit(balance: Estimate, share: Estimate): number {
  // Nothing differs, so nothing is known of the directions: all may have been the same.
  if (share.value === 0) return -share.high;
  let lowest = Infinity;
  for (const { cosine, sine } of edge) {
    const direction = balance.value - (balance.value - balance.low) * cosine;
    const reach = (direction < 0 ? share.high : share.low) - share.value;
    lowest = Math.min(lowest, direction * (share.value + reach * sine));
  }
  return lowest;
}

/**
 * ψ with Wilson's interval for as many independent clusters as have its relative variance. What differs more is also more
 * one-sided (tanh(λa) grows with a), so the variance is that of a·tanh(λa), the differences' expected sum; estimated from few
 * large ones it is uncertain, and the quantile is that of Student's t in its first-order expansion (Abramowitz & Stegun
 * 26.7.5) at the degrees of freedom that the fourth moment gives. Never more clusters than there are (Kish's number where
 * sizes differ): that small differences were seen does not exclude whole ones. With one sample per prompt it is exactly n.
 */
function differingShare({ sums, sizes }: ClusterSums, tilt: number): Estimate | null {
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (size === 0) return null;
  const most = kishSize(sizes);
  const value = Math.min(1, sums.reduce((sum, one) => sum + Math.abs(one), 0) / size);
  const n =
    value > 0 && value < 1 ? Math.min(most, informativeClusters({ sums, sizes }, size, value, tilt)) : most;
  return { value, ...wilsonInterval(value * n, n) };
}

function informativeClusters(
  { sums, sizes }: ClusterSums,
  size: number,
  share: number,
  tilt: number,
): number {
  const weights = sums.map((sum) => {
    const absolute = Math.abs(sum);
    if (absolute === 0) return 0;
    // The limit of a·tanh(λa)/λ.
    return tilt === 0 ? absolute * absolute : absolute * Math.tanh(Math.min(tilt * absolute, 40));
  });
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / size;
  let spread = 0;
  let squares = 0;
  let fourths = 0;
  let differing = 0;
  for (const [i, weight] of weights.entries()) {
    spread += (weight - mean * (sizes[i] ?? 0)) ** 2;
    squares += weight ** 2;
    fourths += weight ** 4;
    if (weight > 0) differing++;
  }
  if (differing === 0 || !(squares > 0)) return Infinity;
  const inverseFreedom = Math.max(0, fourths / squares ** 2 - 1 / differing) / 2;
  const widening = 1 + ((z95 ** 2 + 1) / 4) * inverseFreedom;
  return spread > 0 ? ((1 - share) / share) * ((mean * size) ** 2 / spread) * widening ** -2 : Infinity;
}
